/** What the numbers of a step choose. */

/** Reads the numbers of a step one after the other. */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  number(): number {
    const number = this.#numbers[this.#next % this.#numbers.length] ?? 0;
    this.#next += 1;
    return number;
  }

  /** Any, each as likely. */
  of<T>(...items: readonly [T, ...T[]]): T {
    return items[this.number() % items.length] as T;
  }

  /** `usual` five times out of six. */
  mostly<T>(usual: T, ...others: readonly [T, ...T[]]): T {
    const number = this.number();
    return number % 6 < 5 ? usual : (others[Math.floor(number / 6) % others.length] as T);
  }

  among<T>(items: readonly T[], otherwise: T): T {
    return items.length === 0 ? otherwise : (items[this.number() % items.length] as T);
  }
}

export function limitOf(choices: Choices): number {
  return choices.of(100, 2, 1, 0);
}
