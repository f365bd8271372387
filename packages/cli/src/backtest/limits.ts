/**
 * What a backtest cannot know, each as a code that stays and a sentence. A reader who is asked to sign for an agent should
 * find here every reason to doubt the figures above that those who made them know of.
 */

import type { LocalText } from '@andon/core';
import type { Statement } from '@andon/sdk';
import type { HistoryColumns } from './options.ts';
import type { History } from './read-history.ts';
import type { ActionResult, BacktestResult } from './result.ts';
import { type Summing, voidedBy } from './summary.ts';

export interface Doubts extends Summing {
  readonly records: History;
  readonly columns: HistoryColumns;
  readonly actions: readonly ActionResult[];
  readonly counts: BacktestResult['played'];
}

export function cannotKnow(doubts: Doubts): readonly Statement[] {
  const { history, records } = doubts;
  return [
    ...ofModel(doubts),
    ...ofActions(doubts),
    ...ofLabels(doubts),
    ...ofPeople(doubts),
    ...history.assumed(records.columns),
    ...always,
  ];
}

const statement = (code: string, en: string, zh: string): Statement => ({ code, text: { en, 'zh-CN': zh } });
const listed = (texts: readonly LocalText[]) => ({
  en: texts.map(({ en }) => en).join(', '),
  zh: texts.map((text) => text['zh-CN']).join('、'),
});

const always: readonly Statement[] = [
  statement(
    'nothing-executed',
    'Nothing was executed. How the line would have answered to acts, and people to proposals, is not in a record.',
    '没有执行任何动作。产线对动作的反应、人员对提议的反应，记录中都没有。',
  ),
  statement(
    'signed-at-once',
    'Each level was taken at the instant its test passed, as if people had signed it then. On a line nothing rises without signatures, and people may refuse.',
    '每次检验通过即视为人员当场签发升级。在产线上没有签名就不会升级，人员也可以拒绝。',
  ),
  statement(
    'harm-lowers-nothing',
    'A critical outcome counted as wrong and lowered nothing by itself. On a line the first one of an executed act lowers the level at once.',
    '严重后果在此只计为错误，不会直接降级。在产线上，已执行动作的首次严重后果会立即降级。',
  ),
  statement(
    'limits-on-acts',
    'Limits that acts run into (cool-down, acts per hour, acts not judged yet) never bound, since there were no acts.',
    '因没有动作，针对动作的限制（间隔时间、每小时次数、未核验动作数）从未生效。',
  ),
  statement(
    'good-samples-assumed',
    'Every sample was played as good and fresh. Stops, links that were down, stale inputs and the presence of an operator are not in the record; each of them lowers what an agent may do.',
    '所有数据均按质量良好、及时回放。停止、断线、数据过期和操作员是否在岗不在记录中，而它们都会降低智能体的权限。',
  ),
  statement(
    'sink-assumed',
    'A sink is assumed that reads back, honours keys and fences and checks deadlines. Without one, nothing goes above approve.',
    '假定执行端支持回读、唯一键、栅栏和期限检查；否则任何动作不会高于“确认后执行”。',
  ),
  statement(
    'rows-independent',
    'The interval and McNemar’s p suppose that rows do not depend on each other. Rows of one batch or one cause do, and then both show more than there is.',
    '置信区间和 McNemar 检验假定各行相互独立。同一批次或同一原因的行并不独立，此时结论会偏乐观。',
  ),
  statement(
    'chosen-afterwards',
    'These rows are the past. Whoever tries several models, seeds, columns or parts of the history and keeps the best will see better figures than a line will.',
    '这些行只代表过去。若尝试多个模型、种子、列或区段后只保留最好的结果，所见会优于产线实际。',
  ),
  statement(
    'no-grant',
    'Eligible means that the test of the level was passed on this record. It is no evidence for a grant: on a line the agent begins at shadow and earns each level there.',
    '“达标”仅表示在本记录上通过了该级别的检验，不能作为授权证据：在产线上智能体从影子运行开始，逐级重新取得。',
  ),
];

function ofModel({ origin, rows }: Doubts): readonly Statement[] {
  switch (origin.kind) {
    case 'none':
      return [];
    case 'learned':
      return origin.copies === 0 ? [] : [copies(origin, rows.length)];
    default:
      return [voidedBy(origin, rows.length) === null ? maySawRows : sawRows(origin, rows.length)];
  }
}

function copies(origin: Extract<Doubts['origin'], { kind: 'learned' }>, rows: number): Statement {
  const isVoid = voidedBy(origin, rows) !== null;
  const en = isVoid
    ? 'That is so many that how it does on rows it has not seen cannot be told from this, so no level is called eligible'
    : 'Where they are the same part, they flatter';
  const zh = isVoid ? '数量过多，无法得知其对未见过的行表现如何，因此不判定任何级别达标' : '若为同一零件，结果偏乐观';
  return statement(
    'copies-of-learned',
    `${origin.copies} of ${rows} rows played have the very cells of one that the model learned from. ${en}.`,
    `回放的 ${rows} 行中有 ${origin.copies} 行与模型学过的行完全相同。${zh}。`,
  );
}

const maySawRows = statement(
  'model-may-have-seen',
  'The model was made elsewhere, and what it learned from is not known here: it may have seen these rows, and then the figures flatter. --train-share learns from the first part alone.',
  '模型由别处给出，其训练数据在此未知：它可能见过这些行，此时结果偏乐观。--train-share 只用前段训练。',
);

function sawRows({ sameFile, held }: { readonly sameFile: boolean; readonly held: number }, rows: number): Statement {
  const en = sameFile
    ? 'The model says that it learned from this very file'
    : `The model holds ${held} of ${rows} rows among those that it learned from`;
  const zh = sameFile ? '模型注明由本文件训练' : `回放的 ${rows} 行中有 ${held} 行是模型学过的`;
  return statement(
    'model-saw-rows',
    `${en}. How it does on rows that it has not seen cannot be known from this, so no level is called eligible. Leave --model out, or play a later file.`,
    `${zh}。由此无法得知其对未见过的行表现如何，因此不判定任何级别达标。请不用 --model，或回放更晚的文件。`,
  );
}

function ofActions({ actions, counts }: Doubts): readonly Statement[] {
  const found: Statement[] = [];
  const effect = actions.filter(({ judges }) => judges === 'effect').map(({ title }) => title);
  if (effect.length > 0) {
    const { en, zh } = listed(effect);
    found.push(
      statement(
        'effect-judged',
        `Judged by what an executed act brings, and nothing was executed: ${en}. Whether any of its proposals would have helped cannot be known from a record.`,
        `以执行后的效果评判而此处未执行：${zh}。其提议是否有效，无法由记录得知。`,
      ),
    );
  }
  const idle = actions.filter(({ risks }) => risks.every(({ proposed }) => proposed === 0)).map(({ title }) => title);
  if (idle.length > 0) {
    const { en, zh } = listed(idle);
    found.push(statement('never-proposed', `Never proposed on this record: ${en}.`, `在本记录上从未提出：${zh}。`));
  }
  if (actions.every(({ risks }) => risks.every(({ judged }) => judged.judged === 0))) {
    found.push(
      statement(
        'nothing-judged',
        'Not one proposal was judged in time, so nothing is known of how often it is right.',
        '没有一个提议得到及时评判，无从得知其正确率。',
      ),
    );
  }
  found.push(...actions.flatMap(moreHarm), ...actions.flatMap(constantAsGood));
  if (counts.unfit > 0) {
    found.push(
      statement(
        'unfit-proposals',
        `${counts.unfit} proposals did not fit their own schema and were refused; they are in no count above.`,
        `${counts.unfit} 个提议不符合自身参数格式而被拒绝，未计入以上数字。`,
      ),
    );
  }
  return found;
}

/** More often right and more often harmful is no better: an escape weighs more than a needless hold, and a count does not know. */
function moreHarm({ title, people }: ActionResult): readonly Statement[] {
  if (people === null || people.critical.agent <= people.critical.people) return [];
  const { critical, pairs } = people;
  return [
    statement(
      'more-harm-than-people',
      `${title.en}: on the ${pairs} rows compared the agent did ${critical.agent} times what is critical, people ${critical.people} times. Shares and p count every error alike; what an error costs they do not know.`,
      `${title['zh-CN']}：在比较的 ${pairs} 行中，智能体出现严重后果 ${critical.agent} 次，人员 ${critical.people} 次。正确率和 p 值把各种错误等同计数，不反映错误的代价。`,
    ),
  ];
}

/** The first thing that a process owner asks of a high share: would one answer for everything have done as well? */
function constantAsGood({ title, risks, choices }: ActionResult): readonly Statement[] {
  const judged = risks.reduce((sum, risk) => sum + risk.judged.judged, 0);
  const right = risks.reduce((sum, risk) => sum + risk.judged.right, 0);
  if (judged === 0) return [];
  const asGood = (choices ?? []).filter(
    ({ always }) => always.right * judged >= right * always.judged && always.judged > 0,
  );
  return asGood.map(({ text, always }) =>
    statement(
      'constant-as-good',
      `${title.en}: always proposing "${text.en}" would have been called right ${always.right} times of ${always.judged}, the agent ${right} of ${judged}. That a proposal is called right says nothing here of its use: see what always proposing the same comes to.`,
      `${title['zh-CN']}：若始终提议“${text['zh-CN']}”，${always.judged} 次中会有 ${always.right} 次判为正确；智能体为 ${judged} 次中 ${right} 次。此处判为正确并不说明有用，请参看“始终”一栏。`,
    ),
  );
}

function ofLabels({ rows, counts, columns, actions }: Doubts): readonly Statement[] {
  const found = [selection(rows.length, counts.unlabelled)];
  const late = actions.flatMap(({ risks }) => risks).reduce((sum, { judged }) => sum + judged.notShown.late, 0);
  if (late > 0) {
    found.push(
      statement(
        'labels-late',
        `${late} proposals got their label later than the action waits for it. On a line these count against going up, and did so here. Where that is how long labels take, the vertical’s horizon must be raised before anything can climb.`,
        `${late} 个提议的标签晚于动作的等待时限。在产线上这会阻碍升级，此处亦如此计。若标签确需这么久，须先延长垂直模型的时限。`,
      ),
    );
  }
  if (columns.labelTime === null && counts.assumedLabelDelayMs !== null) {
    const hours = Number((counts.assumedLabelDelayMs / 3_600_000).toFixed(2));
    found.push(
      statement(
        'label-delay-assumed',
        `When each label was known is not in the table. It was taken to be ${hours} h after its row, the latest at which it still counts. If labels really take longer, not one of them would have counted. Name the column with --label-time.`,
        `表中没有得知标签的时间，按其行之后 ${hours} 小时处理，即仍可计入的最晚时间。若实际更久，则没有一个标签会被计入。请用 --label-time 指定该列。`,
      ),
    );
  }
  if (new Set(rows.map(({ label }) => label).filter((label) => label !== null)).size === 1) {
    found.push(
      statement(
        'one-label',
        'All labels played are the same. An agent that always says one thing would be right as often; nothing shows that this one tells anything apart.',
        '回放的标签全部相同。总是给出同一答案的智能体也会同样正确；无法表明它能区分任何情况。',
      ),
    );
  }
  return found;
}

function selection(rows: number, unlabelled: number): Statement {
  const en =
    unlabelled === 0
      ? 'Every row played has a label'
      : `${unlabelled} of ${rows} rows played have no label, and nobody knows whether it would have been right on those. They count against going up only when their time is up, so a level may be earned before that on the rows that were labelled early`;
  const zh =
    unlabelled === 0
      ? '回放的每一行都有标签'
      : `回放的 ${rows} 行中有 ${unlabelled} 行没有标签，其对错无从得知。它们要到等待时限结束才计入不利，因此可能先凭较早得到标签的行升级`;
  return statement(
    'selection',
    `${en}. Whether the table holds all that passed the line, or only what somebody chose to keep or to examine, is not known here; the figures are of these rows alone. Labels themselves may be wrong.`,
    `${zh}。表中是过线的全部，还是有人挑选保留或检验的部分，在此未知；数字只针对这些行。标签本身也可能有误。`,
  );
}

function ofPeople({ actions, columns }: Doubts): readonly Statement[] {
  if (columns.human === null || actions.every(({ people }) => people === null)) return [];
  const found = [
    statement(
      'people-saw-otherwise',
      'People may have seen more than the row holds, or decided under other aims. The comparison is of what each said about the row, by the vertical’s own judge.',
      '人员看到的可能多于记录，或出于其他目标作出决定。此处只比较双方对该行的判断，并由垂直模型自身的评判方法评判。',
    ),
    statement(
      'label-after-people',
      'Whether whoever labelled a row knew what people had done with it is not in the record. Where they did, people look better than they were.',
      '评定标签者是否知道人员的处置，记录中没有。若知道，人员的表现会偏好。',
    ),
  ];
  if (actions.every(({ people }) => people === null || people.pairs === 0)) {
    found.push(
      statement(
        'no-pairs',
        'No row has a label, a proposal and an entry of people, so nothing could be compared.',
        '没有任何一行同时具备标签、提议和人员处置，无法比较。',
      ),
    );
  }
  return found;
}
