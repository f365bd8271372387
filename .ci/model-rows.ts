/** What Spin is asked of docs/model/andon.pml: the whole protocol, each rule taken out of it, and whether it gets anywhere. */

/** Names of the promises in andon.pml, in the order of their bits there. */
export const promises = [
  'twice',
  'two acts',
  'after stop',
  'stale',
  'over grant',
  'no record',
  'late',
  'after lease',
  'untrue',
  'out of order',
  'at once',
] as const;

export type Promised = (typeof promises)[number] | 'does not end';

/**
 * - `whole`: every promise must hold
 * - `removed`: that promise must break
 * - `covered`: taken out alone it breaks nothing, because another rule stands behind it; the next row takes out both
 * - `reached`: the model must be able to come to where the promises matter
 * - `open`: breaks in the code as it is today
 */
export type Kind = 'whole' | 'removed' | 'covered' | 'reached' | 'open';

export interface ModelRow {
  readonly kind: Kind;
  readonly name: string;
  readonly flags: readonly string[];
  readonly breaks?: Promised;
  /** Takes longer than a proof may: left out with `--quick`. */
  readonly isLong?: boolean;
}

const quiet = ['WITHOUT_AUTHORITY', 'WITHOUT_STOP', 'WITHOUT_LOWERING'];
const alone = 'WITHOUT_ASKING_AGAIN';

/** The parts of the protocol that are looked at together; all of it at once has too many states. */
const scene = {
  /** Two effects, two gateways, claims, lanes, link, sink, deadlines. */
  plant: [...quiet, 'FENCES=2', 'CRASHES=0'],
  plantCrash: [...quiet, 'FENCES=2', 'CRASHES=1'],
  oneCrash: [...quiet, alone, 'FENCES=2', 'CRASHES=1'],
  oneLong: [...quiet, alone, 'FENCES=3', 'CRASHES=1'],
  personAlone: [...quiet, alone, 'WITH_NO_READ_BACK', 'FENCES=2', 'CRASHES=1'],
  person: [...quiet, 'WITH_NO_READ_BACK', 'FENCES=2', 'CRASHES=0'],
  order: [...quiet, 'WITH_NO_COOL_DOWN', 'FENCES=2', 'CRASHES=0'],
  stop: ['WITHOUT_PLANT', 'WITHOUT_LOWERING', alone, 'FENCES=1', 'CRASHES=0'],
  stopCrash: ['WITHOUT_PLANT', 'WITHOUT_LOWERING', alone, 'FENCES=1', 'CRASHES=1'],
  stopTwice: ['WITHOUT_PLANT', 'WITHOUT_LOWERING', alone, 'FENCES=2', 'CRASHES=0'],
  stopAgain: ['WITHOUT_PLANT', 'WITHOUT_LOWERING', 'FENCES=1', 'CRASHES=0'],
  lowering: ['WITHOUT_PLANT', 'WITHOUT_STOP', alone, 'FENCES=2', 'CRASHES=1'],
  lease: ['WITHOUT_STOP', 'WITHOUT_LOWERING', alone, 'FENCES=2', 'CRASHES=0'],
  ends: [...quiet, alone, 'WITH_FAULTS_BOUNDED', 'FENCES=2', 'CRASHES=1'],
} as const satisfies Record<string, readonly string[]>;

const whole = (name: string, flags: readonly string[], isLong = false): ModelRow => ({
  kind: 'whole',
  name,
  flags,
  isLong,
});
const removed = (name: string, breaks: Promised, flags: readonly string[], ...without: string[]): ModelRow => ({
  kind: 'removed',
  name,
  breaks,
  flags: [...flags, ...without],
});
const covered = (name: string, flags: readonly string[], ...without: string[]): ModelRow => ({
  kind: 'covered',
  name,
  flags: [...flags, ...without],
});
const reached = (name: string, witness: number, flags: readonly string[]): ModelRow => ({
  kind: 'reached',
  name,
  flags: [...flags, `WITNESS=${witness}`, 'WATCHED=0'],
});

export const modelRows: readonly ModelRow[] = [
  whole('two effects, two gateways, a sink', scene.plant),
  whole('two effects and a crash', scene.plantCrash, true),
  whole('one effect and a crash', scene.oneCrash),
  whole('one effect, a crash, three claims', scene.oneLong, true),
  whole('a sink without read-back, and a person', scene.personAlone),
  whole('a person, and the act asked for again', scene.person, true),
  whole('an action without cool-down, order kept from intent on', [...scene.order, 'WITH_ORDER_FROM_INTENT'], true),
  whole('a stop, pressed and reset', scene.stop),
  whole('a stop and a crash', scene.stopCrash, true),
  whole('a stop and a second claim', scene.stopTwice, true),
  whole('a stop, and the act asked for again', scene.stopAgain, true),
  whole('a grant lowered, and a crash', scene.lowering),
  whole('leases and what is under way when they end', scene.lease),
  whole('every effect ends or awaits a person', scene.ends),

  removed('the sink drops a key that it knows', 'twice', scene.oneCrash, 'NO_KEY'),
  removed('the sink drops an older fence', 'untrue', scene.oneCrash, 'NO_FENCE'),
  removed('the sink drops what is past validUntil', 'late', scene.oneCrash, 'NO_VALID_UNTIL'),
  removed('validUntil is no later than the lease', 'after lease', scene.lease, 'NO_LEASE_END'),
  removed('the question raises the fence', 'untrue', scene.oneCrash, 'NO_ASKED_FENCE'),
  removed('what is unknown is read back before it is sent again', 'untrue', scene.oneCrash, 'NO_QUESTION'),
  removed('settling compares the fence', 'untrue', scene.oneCrash, 'NO_SETTLE_FENCE'),
  covered('the claim compares the state', scene.oneCrash, 'NO_COMPARE'),
  removed('the claim looks at the line', 'untrue', scene.oneCrash, 'NO_LANE'),
  covered('the claim counts the cool-down', scene.plant, 'NO_CLAIM_COUNT'),
  covered('the gate counts the cool-down', scene.plant, 'NO_GATE_COUNT'),
  removed('claim and gate count the cool-down', 'two acts', scene.plant, 'NO_CLAIM_COUNT', 'NO_GATE_COUNT'),
  removed(
    'what is superseded is not sent again',
    'out of order',
    scene.order,
    'WITH_ORDER_FROM_INTENT',
    'NO_SUPERSEDED',
  ),
  removed('the intent comes first', 'no record', scene.oneCrash, 'NO_INTENT'),
  covered('the gate looks at the deadline', scene.oneCrash, 'NO_DEADLINE'),

  removed('a person keeps the key', 'two acts', scene.person, 'NO_SAME_KEY'),
  removed('a duplicate is looked at where nothing is read back', 'untrue', scene.person, 'NO_LOOK_AT_DUPLICATES'),
  removed('what left once goes back to the person', 'untrue', scene.person, 'NO_RETURN'),
  removed('a person says "absent" only after validUntil', 'untrue', scene.person, 'NO_PATIENCE'),
  removed('who takes the line takes up what was claimed', 'does not end', scene.ends, 'NO_TAKING_UP'),
  removed('what is too late to claim is settled', 'does not end', scene.ends, 'NO_SETTLING_LATE'),

  removed('the gate is asked again at the send', 'after stop', scene.stop, 'NO_GATE'),
  removed('gate and send are one tick', 'after stop', scene.stop, 'NO_TICK'),
  removed('authority is leased', 'after stop', scene.stop, 'NO_LEASE'),
  removed('a stop waits until it is known', 'after stop', scene.stop, 'NO_WAIT'),
  removed('a renewal announces before it reads', 'after stop', scene.stop, 'NO_ANNOUNCE'),
  removed('a lease counts from before the question', 'after stop', scene.stop, 'NO_EARLY_LEASE'),
  removed('a reading under way is waited out', 'after stop', scene.stop, 'NO_WAITING_OUT'),
  removed('a press latches at once', 'at once', scene.stop, 'NO_LATCH'),
  removed('an approval carries its epoch', 'stale', scene.stop, 'NO_EPOCH'),
  removed('the gate looks at the level at the send', 'over grant', scene.lowering, 'NO_LEVEL'),
  removed('lowering waits until it is known', 'over grant', scene.lowering, 'NO_WAIT'),

  reached('an effect and a newer one are both taken', 1, [...scene.order, 'WITH_ORDER_FROM_INTENT']),
  reached('an effect is taken at its second claim', 2, scene.oneCrash),
  reached('what is asked for after a reset is taken', 3, ['WITHOUT_LOWERING', 'FENCES=1', 'CRASHES=0']),
  reached('what was unknown is found in the plant', 4, scene.oneCrash),
  reached('what was unknown expires', 5, scene.oneCrash),

  {
    kind: 'open',
    name: 'order is kept from the intent on',
    breaks: 'out of order',
    flags: scene.order,
  },
];
