/**
 * The one catalogue of errors. A code is stable; its sentence says what was wrong and what to do, in both languages;
 * `status` is what HTTP answers, `exitCode` what a command ends with: 2 = what you asked for cannot be done as asked
 * (usage, configuration), 3 = something that we need is not there or not usable (port, disk, database), 1 = a defect
 * of ours.
 */

import { fill, type Locale, type LocalText, type TextValues } from './locale.ts';

export interface CatalogueEntry {
  readonly status: number;
  readonly exitCode: 1 | 2 | 3;
  readonly text: LocalText;
}

const entry = (status: number, exitCode: 1 | 2 | 3, en: string, zh: string): CatalogueEntry => ({
  status,
  exitCode,
  text: { en, 'zh-CN': zh },
});

export const catalogue = {
  'internal.defect': entry(
    500,
    1,
    'A defect in Andon: {what}. Please report it with the log.',
    'Andon 内部缺陷：{what}。请附日志反馈。',
  ),
  'config.invalid': entry(
    400,
    2,
    '{path} is not valid: {problem}. Correct it and start again.',
    '{path} 无效：{problem}。请改正后重新启动。',
  ),
  'scope.invalid': entry(
    400,
    2,
    '"{scope}" is not an equipment path: {problem}. Write it like acme/harbin/hot-rolling/hot-strip-1.',
    '“{scope}”不是有效的设备路径：{problem}。正确写法如 acme/harbin/hot-rolling/hot-strip-1。',
  ),
  'vertical.invalid': entry(
    400,
    2,
    'The vertical "{vertical}" is not complete at {path}: {problem}.',
    '垂直模型“{vertical}”在 {path} 处不完整：{problem}。',
  ),
  'proposal.invalid': entry(
    422,
    2,
    'The brain of "{vertical}" proposed {action} with parameters that do not fit at {path}: {problem}. The proposal was recorded as refused.',
    '“{vertical}”提出的动作 {action} 参数不符，位置 {path}：{problem}。该提议已记录为拒绝。',
  ),
  'proposal.unknown': entry(
    404,
    2,
    'There is no proposal {proposalId}. List the open ones with: andon proposals.',
    '没有动作提议 {proposalId}。',
  ),
  'decision.late': entry(
    409,
    2,
    'Too late: proposal {proposalId} is already {state}. Nothing was changed; your decision was recorded as refused.',
    '已晚：动作提议 {proposalId} 已处于 {state}。未作改变；您的决定已记录为未采纳。',
  ),
  'decision.stale': entry(
    409,
    2,
    'Proposal {proposalId} changed after you saw it. Look at it again and decide on what it says now.',
    '动作提议 {proposalId} 在您查看后已变更。请重新查看后再决定。',
  ),
  'decision.author': entry(
    403,
    2,
    '{person} wrote this revision of proposal {proposalId}, so somebody else must approve it.',
    '{person} 是动作提议 {proposalId} 此版本的提出者，须由他人确认。',
  ),
  'decision.role': entry(
    403,
    2,
    '{person} does not hold the role {role} that decides on {action}.',
    '{person} 不具备决定 {action} 所需的角色 {role}。',
  ),
  'decision.invalid': entry(
    422,
    2,
    'The decision does not fit at {path}: {problem}. Nothing was changed.',
    '决定内容不符，位置 {path}：{problem}。未作改变。',
  ),
  'person.unknown': entry(
    404,
    2,
    'Nobody named "{person}" is listed in {file}. Add them there, or use one of: {known}.',
    '{file} 中没有“{person}”。请在该文件中添加，或使用：{known}。',
  ),
  'person.unlisted': entry(
    422,
    2,
    'Nobody with the id "{person}" is listed among the people of this site. Use the id of somebody who is.',
    '本站点人员名单中没有编号为“{person}”的人员。请使用名单中的人员编号。',
  ),
  'stop.role': entry(
    403,
    2,
    'Resetting a stop takes the role {role}, and {person} who pressed or wants to reset it does not qualify: {problem}.',
    '复位“停止智能体”需要角色 {role}，{person} 不符合条件：{problem}。',
  ),
  'stop.unknown': entry(404, 2, 'No stop is pressed for {scope}.', '{scope} 没有已按下的“停止智能体”。'),
  'stop.nowhere': entry(
    404,
    2,
    'No line of this site is at or below {scope}, or around it, so nothing was stopped. The lines are: {lines}.',
    '本站点没有与 {scope} 相关的产线，未停止任何智能体。产线有：{lines}。',
  ),
  'stop.untold': entry(
    503,
    3,
    'The stop for {scope} holds in this process alone: the record could not be told ({problem}). Press again, until it is acknowledged.',
    '{scope} 的“停止智能体”仅在本进程生效：未能写入记录（{problem}）。请再次按下，直至得到确认。',
  ),
  'grant.invalid': entry(422, 2, 'The grant cannot be signed: {problem}.', '无法签发授权：{problem}。'),
  'grant.evidence': entry(
    409,
    2,
    'The grant cannot be signed: {action} has not earned {level}: {problem}. See: andon level --why.',
    '无法签发授权：{action} 尚未达到“{level}”所需的证据：{problem}。查看：andon level --why。',
  ),
  'grant.role': entry(403, 2, '{person} cannot sign this grant: {problem}.', '{person} 无权签发该授权：{problem}。'),
  'grant.unknown': entry(
    404,
    2,
    'There is no grant for {action} ({riskClass}) of {agentId}. List them with: andon level.',
    '{agentId} 的动作 {action}（{riskClass}）没有授权。查看：andon level。',
  ),
  'site.not-running': entry(
    409,
    3,
    'Nothing runs in {home}. Start it in another terminal (npm start), or set ANDON_HOME to where it runs.',
    '{home} 中没有正在运行的 Andon。请在另一终端启动（npm start），或将 ANDON_HOME 设为其所在目录。',
  ),
  'site.file': entry(
    400,
    2,
    'There is no site file at {path}. Name one with --site, or write a first one with: andon init DIR.',
    '{path} 处没有站点文件。请用 --site 指定，或用 andon init 目录 生成。',
  ),
  'site.file-failed': entry(
    400,
    2,
    'The site file {file} could not be run: {problem}.',
    '站点文件 {file} 无法运行：{problem}。',
  ),
  'run.unknown': entry(404, 2, 'There is no run {runId}.', '没有运行 {runId}。'),
  'run.other-version': entry(
    409,
    3,
    'Run {runId} belongs to another version of agent {agentId} than the one loaded. It was ended as failed.',
    '运行 {runId} 属于智能体 {agentId} 的另一版本，已按失败结束。',
  ),
  'agent.not-loaded': entry(
    409,
    3,
    'Agent {agentId} is in the record but not loaded in this process. Start it with its vertical.',
    '智能体 {agentId} 已有记录但未在本进程加载。请连同其垂直模型一起启动。',
  ),
  'effect.unknown': entry(404, 2, 'There is no effect {effectId}.', '没有执行记录 {effectId}。'),
  'effect.transition': entry(
    409,
    1,
    'Effect {effectId} is {state}; "{event}" is not possible from there.',
    '执行 {effectId} 处于 {state}，不能进行“{event}”。',
  ),
  'link.down': entry(
    503,
    3,
    'The link to {target} is down, so nothing was sent. Andon never keeps a command for later.',
    '与 {target} 的连接已断开，未发送任何指令。Andon 不会缓存指令。',
  ),
  'link.timeout': entry(
    504,
    3,
    'No answer from {target} within {timeoutMs} ms. Whether it acted is not known; Andon will read back.',
    '{target} 在 {timeoutMs} 毫秒内没有应答，是否已执行未知；Andon 将回读确认。',
  ),
  'scenario.unknown': entry(
    404,
    2,
    'There is no scenario "{scenario}". Use one of: {known}.',
    '没有场景“{scenario}”。可用场景：{known}。',
  ),
  'data.unreadable': entry(
    422,
    3,
    'The data file {path} cannot be read: {problem}. Name the folder that holds it, or leave it out to use synthetic data.',
    '无法读取数据文件 {path}：{problem}。请指定其所在文件夹，或不指定以使用合成数据。',
  ),
  'data.invalid': entry(
    422,
    3,
    'The data file {path} is not valid at line {line}, column {column}: {problem}.',
    '数据文件 {path} 第 {line} 行、{column} 列无效：{problem}。',
  ),
  'table.unreadable': entry(422, 3, 'The table {file} cannot be read: {problem}.', '无法读取表格 {file}：{problem}。'),
  'table.too-big': entry(
    422,
    3,
    'The table {file} has {megabytes} MB, and at most {most} MB can be read. Take a part of its rows.',
    '表格 {file} 大小为 {megabytes} MB，最多可读取 {most} MB。请只取部分行。',
  ),
  'table.encoding': entry(
    422,
    3,
    'The table {file} is not UTF-8, so its names and texts could be read wrongly. Save it as "CSV UTF-8".',
    '表格 {file} 不是 UTF-8 编码，名称和文字可能读错。请另存为“CSV UTF-8”。',
  ),
  'table.no-rows': entry(
    422,
    3,
    'The table {file} has no rows: it needs a line with the names of the columns, and the rows below it.',
    '表格 {file} 没有数据行：首行应为列名，其下为数据。',
  ),
  'table.quotes': entry(
    422,
    3,
    'The table {file} has a quotation mark in the wrong place at line {line}, column {column}. Put the whole cell in marks and double those within, or take them out.',
    '表格 {file} 第 {line} 行、第 {column} 列的引号位置有误。请将整个单元格放入引号并把其中的引号写成两个，或去掉引号。',
  ),
  'table.cells': entry(
    422,
    3,
    'The table {file} has {found} cells instead of {expected} at line {line}. A decimal comma splits a number in two: write a point.',
    '表格 {file} 第 {line} 行有 {found} 个单元格，应为 {expected} 个。小数逗号会把数字分成两格，请使用小数点。',
  ),
  'table.header': entry(
    422,
    3,
    'The table {file} has two columns named "{column}". Give each column a name of its own.',
    '表格 {file} 有两列同名为“{column}”。请为每列取不同的名称。',
  ),
  'table.no-column': entry(
    422,
    2,
    'The table {file} has no column "{column}". Nearest: {nearest}.',
    '表格 {file} 没有“{column}”列。相近的列名：{nearest}。',
  ),
  'table.decimal-comma': entry(
    422,
    3,
    'The table {file} has "{cell}" at line {line}, column {column}. Is it a decimal comma? Write decimal points, and no marks between thousands.',
    '表格 {file} 第 {line} 行、{column} 列为“{cell}”。是小数逗号吗？请使用小数点，且不写千位分隔符。',
  ),
  'table.not-number': entry(
    422,
    3,
    'The table {file} has "{cell}" at line {line}, column {column}, where most rows have numbers. Correct it, or leave the cell empty.',
    '表格 {file} 第 {line} 行、{column} 列为“{cell}”，而该列多数行为数字。请改正，或将该单元格留空。',
  ),
  'table.one-hot': entry(
    422,
    3,
    'The table {file} has {found} of the class columns set at line {line}: {columns}. Exactly one must be 1 and the others 0.',
    '表格 {file} 第 {line} 行有 {found} 个类别列被置位：{columns}。应恰有一列为 1，其余为 0。',
  ),
  'table.one-hot-cell': entry(
    422,
    3,
    'The table {file} has "{cell}" at line {line}, column {column}, where a class column must be 0 or 1.',
    '表格 {file} 第 {line} 行、{column} 列为“{cell}”，类别列只能为 0 或 1。',
  ),
  'table.no-id': entry(
    422,
    3,
    'The table {file} has no id at line {line}, column {column}. Name what the row belongs to, or do not give the column.',
    '表格 {file} 第 {line} 行、{column} 列缺少编号。请填写该行所属的对象，或不指定该列。',
  ),
  'table.one-class': entry(
    422,
    3,
    'The table {file} has one class alone, "{class}": there is nothing to tell apart. Add rows of another class.',
    '表格 {file} 只有一个类别“{class}”，无从区分。请加入其他类别的行。',
  ),
  'table.classes': entry(
    422,
    3,
    'The table {file} has {found} different classes in {columns}; at most {most} are possible. Is it a measurement? Make classes of it first.',
    '表格 {file} 的 {columns} 列有 {found} 个不同类别，最多 {most} 个。若为测量值，请先划分类别。',
  ),
  'table.small-class': entry(
    422,
    3,
    'The table {file} has {found} rows of class "{class}" that do not belong together (first at line {line}); it takes {needed}, one to test in each fold. Add rows, merge it with another class, or leave its rows out.',
    '表格 {file} 中类别“{class}”互不相属的行只有 {found} 行（首见于第 {line} 行），至少需要 {needed} 行，每折检验一行。请增加数据、与其他类别合并，或去掉这些行。',
  ),
  'table.conflict': entry(
    422,
    3,
    'The table {file} has the same measurements of "{id}" twice, as "{other}" at line {otherLine} and as "{class}" at line {line}, column {column}. Decide which is right, and take the other out.',
    '表格 {file} 中“{id}”的同一组测量值出现两次，第 {otherLine} 行为“{other}”，第 {line} 行、{column} 列为“{class}”。请判定哪一行正确，并去掉另一行。',
  ),
  'table.no-features': entry(
    422,
    3,
    'The table {file} has no column left to learn from: beside class and id there is none, or each is constant, empty, without a name, or has too many different texts. Left out: {columns}.',
    '表格 {file} 没有可供学习的列：除类别和编号外没有其他列，或各列均为常量、空、无列名或不同文字过多。未使用：{columns}。',
  ),
  'model.unreadable': entry(
    422,
    3,
    'There is no model to read in {dir}: {problem}. Make one with: andon inspect train --table FILE.csv --out {dir}.',
    '{dir} 中没有可读取的模型：{problem}。请先运行：andon inspect train --table FILE.csv --out {dir}。',
  ),
  'model.other-schema': entry(
    422,
    2,
    'The model in {dir} does not fit the surface inspection: it lacks {missing}; it has besides {extra}. It was trained on {file}, and only a table with the columns of the surface inspection gives a model for it.',
    '{dir} 中的模型不适用于表面检验：缺少 {missing}；多出 {extra}。该模型由 {file} 训练，只有列与表面检验一致的表格才能训练出适用的模型。',
  ),
  'model.other-order': entry(
    422,
    2,
    'The model in {dir} does not fit the surface inspection: feature {place} is {found} instead of {expected}. Bring the columns of {file} into that order and train again.',
    '{dir} 中的模型不适用于表面检验：第 {place} 个特征为 {found}，应为 {expected}。请按此顺序排列 {file} 的列并重新训练。',
  ),
  'history.agent': entry(
    404,
    2,
    'There is no agent "{agent}" {where}. There are: {known}.',
    '{where}没有智能体“{agent}”。可用的有：{known}。',
  ),
  'history.none': entry(
    400,
    2,
    'The vertical "{vertical}" does not say how recorded rows become what it reads, so they cannot be replayed. Add history to defineVertical: docs/how-to/write-a-vertical.md.',
    '垂直模型“{vertical}”未说明如何把记录行变为其输入，无法回放。请在 defineVertical 中加入 history：见 docs/how-to/write-a-vertical.md。',
  ),
  'history.cell': entry(
    422,
    3,
    'The history {file} has "{cell}" at line {line}, column {column}. Allowed: {allowed}. Correct the cell, or take the row out.',
    '历史记录 {file} 第 {line} 行、{column} 列为“{cell}”。允许的内容：{allowed}。请改正该单元格，或去掉该行。',
  ),
  'history.time': entry(
    422,
    3,
    'The history {file} has "{cell}" at line {line}, column {column}, which is no time. Write 2025-03-01T06:30:00+08:00, or seconds or milliseconds since 1970 between the years 2000 and 2100.',
    '历史记录 {file} 第 {line} 行、{column} 列为“{cell}”，不是时间。请写作 2025-03-01T06:30:00+08:00，或自 1970 年起的秒数或毫秒数（2000 至 2100 年之间）。',
  ),
  'history.times-mixed': entry(
    422,
    3,
    'The history {file} writes times in two ways: "{other}" at line {otherLine}, column {otherColumn}, and "{cell}" at line {line}, column {column}. Write all of them in one way.',
    '历史记录 {file} 的时间有两种写法：第 {otherLine} 行、{otherColumn} 列为“{other}”，第 {line} 行、{column} 列为“{cell}”。请统一写法。',
  ),
  'history.label-early': entry(
    422,
    3,
    'The history {file} knows the label at line {line} before the row was seen: column {column} says "{cell}", and the row was seen at "{seen}". Correct one of the two.',
    '历史记录 {file} 第 {line} 行的标签早于该行被看到的时间：{column} 列为“{cell}”，而该行时间为“{seen}”。请改正其一。',
  ),
  'history.no-label-time': entry(
    422,
    3,
    'The history {file} has a label but not when it was known at line {line}, column {column}. Fill in the time, or empty the label.',
    '历史记录 {file} 第 {line} 行有标签，但 {column} 列没有得知时间。请填写时间，或清空标签。',
  ),
  'history.no-labels': entry(
    422,
    3,
    'The history {file} has no label in column {column}, from line {line} on, so nothing could be judged. Name the column that says what each row turned out to be.',
    '历史记录 {file} 的 {column} 列自第 {line} 行起没有任何标签，无法评判。请指定说明每行结果的列。',
  ),
  'history.same-id': entry(
    422,
    3,
    'The history {file} has "{id}" at line {otherLine} and again at line {line}, column {column}. One row is one coil or part: keep the row that decided about it, or write an id for each.',
    '历史记录 {file} 的“{id}”在第 {otherLine} 行和第 {line} 行、{column} 列重复。一行为一个钢卷或零件：请保留作出判定的那一行，或为每行写不同的编号。',
  ),
  'history.untrainable': entry(
    422,
    3,
    'The first part of the history has {rows} usable rows of {classes} classes whose labels were known by then; it takes at least {needed} rows of 2 classes. Raise --train-share, or give a model with --model.',
    '历史前段中届时已知标签且可用的行有 {rows} 行、{classes} 个类别；至少需要 {needed} 行、2 个类别。请加大 --train-share，或用 --model 给出模型。',
  ),
  'schedule.text': entry(
    422,
    3,
    'The shop {file} cannot be read at line {line}, column {column}: {problem}.',
    '无法读取车间文件 {file}，第 {line} 行、第 {column} 列：{problem}。',
  ),
  'schedule.instance': entry(
    422,
    2,
    'The shop cannot be planned, because of {path}: {problem}. Correct it and plan again.',
    '该车间无法排产，位置 {path}：{problem}。请改正后重新排产。',
  ),
  'schedule.plan': entry(
    422,
    3,
    'The plan {file} cannot be read at {path}: {problem}. It must be what andon schedule solve --json writes.',
    '无法读取计划 {file}，位置 {path}：{problem}。它应为 andon schedule solve --json 写出的文件。',
  ),
  'schedule.infeasible': entry(
    422,
    3,
    'The plan {file} cannot be carried out. Faults: {count}; the first: {problem}.',
    '计划 {file} 无法执行：共 {count} 处错误，首个为：{problem}。',
  ),
  'schedule.unknown': entry(
    404,
    2,
    'There is no shop "{name}". There are: {known}.',
    '没有车间“{name}”。可用的有：{known}。',
  ),
  'line.failed': entry(
    503,
    3,
    'The line process in {dir} did not start: {problem}. Its log is {log}.',
    '{dir} 中的产线进程未能启动：{problem}。日志见 {log}。',
  ),
  'line.running': entry(
    409,
    2,
    'A line process already runs in {dir} (pid {pid}). Connect to it, or shut it down first.',
    '{dir} 中已有产线进程在运行（pid {pid}）。请连接该进程，或先将其关闭。',
  ),
  'line.refused': entry(409, 2, 'The line refused the connection: {problem}.', '产线拒绝了连接：{problem}。'),
  'home.in-use': entry(
    409,
    3,
    '{home} is in use by another Andon (process {pid} on {host}). Stop that one, or choose another folder with ANDON_HOME.',
    '{home} 正被另一个 Andon 使用（{host} 上的进程 {pid}）。请先停止它，或用 ANDON_HOME 指定其他目录。',
  ),
  'home.not-yours': entry(
    403,
    3,
    '{path} belongs to {owner}, and {user} cannot keep data there. Run Andon as {owner}, or choose another folder with ANDON_HOME.',
    '{path} 属于 {owner}，{user} 无法在其中保存数据。请以 {owner} 身份运行 Andon，或用 ANDON_HOME 指定其他目录。',
  ),
  'disk.full': entry(
    507,
    3,
    'There is no space left for {path}. Free some (a new record needs about 100 MB), or choose another disk with ANDON_HOME, and start again.',
    '{path} 所在磁盘已满。请清理空间（新建记录库约需 100 MB），或用 ANDON_HOME 指定其他磁盘，然后重新启动。',
  ),
  'postgres.no-binary': entry(
    503,
    3,
    'No PostgreSQL comes with Andon for {platform}. Set ANDON_DATABASE_URL to a PostgreSQL 15 or newer of yours. If npm left optional packages out, run: npm install --include=optional.',
    'Andon 未附带适用于 {platform} 的 PostgreSQL。请将 ANDON_DATABASE_URL 设为您的 PostgreSQL（15 或更高版本）。若 npm 跳过了可选依赖，请运行：npm install --include=optional。',
  ),
  'postgres.start': entry(
    503,
    3,
    'The private PostgreSQL did not start. Its last words: {log}. Correct what they name, or set ANDON_DATABASE_URL to a server of yours.',
    '内置 PostgreSQL 未能启动，其最后输出：{log}。请据此处理，或将 ANDON_DATABASE_URL 设为您的服务器。',
  ),
  'postgres.version': entry(
    503,
    3,
    'The data in {path} were written by PostgreSQL {found}, and this Andon brings PostgreSQL {ours}. Nothing was changed. Start the Andon version that wrote them, or load a dump of them into a new folder given with ANDON_HOME.',
    '{path} 中的数据由 PostgreSQL {found} 写入，而此 Andon 附带 PostgreSQL {ours}。未作任何改变。请使用写入该数据的 Andon 版本，或将其转储导入 ANDON_HOME 指定的新目录。',
  ),
  'postgres.account': entry(
    503,
    3,
    'PostgreSQL cannot run here as {user}: {problem}. Run Andon as an ordinary user that /etc/passwd lists, or set ANDON_DATABASE_URL.',
    'PostgreSQL 无法在此以 {user} 身份运行：{problem}。请以 /etc/passwd 中的普通用户运行 Andon，或设置 ANDON_DATABASE_URL。',
  ),
  'database.unreachable': entry(
    503,
    3,
    'The database {database} of ANDON_DATABASE_URL cannot be used: {problem}. Check that it runs, that this machine may connect, and the name and password.',
    '无法使用 ANDON_DATABASE_URL 指定的数据库 {database}：{problem}。请检查其是否运行、本机是否可连接，以及用户名和密码。',
  ),
  'database.version': entry(
    503,
    3,
    'The database {database} is PostgreSQL {found}; Andon needs {needed} or newer.',
    '数据库 {database} 为 PostgreSQL {found}；Andon 需要 {needed} 或更高版本。',
  ),
  'database.unsafe': entry(
    503,
    3,
    'The database {database} may forget what it confirmed: {settings}. An act must have its record, so switch them on.',
    '数据库 {database} 可能丢失已确认的数据：{settings}。动作必须有记录，请开启这些设置。',
  ),
  'job.invalid': entry(
    422,
    1,
    'The job {name} for {queue} is not valid at {path}: {problem}. It was dropped; if work is left, the sweeper makes a new one from the record.',
    '队列 {queue} 的任务 {name} 在 {path} 处无效：{problem}。已丢弃；若工作尚未完成，将根据记录重新生成。',
  ),
  'job.failed': entry(
    500,
    1,
    'The job {name} ({jobId}) of {queue} failed: {problem}. It is not tried again; if work is left, the sweeper makes a new one from the record.',
    '队列 {queue} 的任务 {name}（{jobId}）失败：{problem}。不会重试；若工作尚未完成，将根据记录重新生成。',
  ),
  'job.abandoned': entry(
    503,
    3,
    'The job {name} ({jobId}) of {queue} did not end within {drainMs} ms of closing. Another worker receives it again.',
    '队列 {queue} 的任务 {name}（{jobId}）在关闭后 {drainMs} 毫秒内未结束，将由其他进程重新处理。',
  ),
  'queue.unreachable': entry(
    503,
    3,
    'The job queue on {backend} cannot be used: {problem}. Nothing is lost: jobs are made again from the record once it answers.',
    '无法使用 {backend} 上的任务队列：{problem}。没有任何丢失：恢复后将根据记录重新生成任务。',
  ),
  'queue.closed': entry(
    503,
    3,
    'The job queue is closed, so {what} was not done. Jobs are made again from the record at the next start.',
    '任务队列已关闭，未执行 {what}。下次启动时将根据记录重新生成任务。',
  ),
  'queue.unknown': entry(
    400,
    2,
    'There is no queue "{queue}". Use one of: {known}.',
    '没有队列“{queue}”。可用队列：{known}。',
  ),
  'database.newer': entry(
    503,
    3,
    'The record in {database} has schema {found}, and this Andon knows up to {known}. Nothing was changed. Start the Andon version that wrote it, or a newer one.',
    '{database} 中的记录库结构版本为 {found}，而此 Andon 最高支持 {known}。未作任何改变。请使用写入该记录库的 Andon 版本或更新的版本。',
  ),
  'database.migration': entry(
    503,
    3,
    'The record in {database} cannot be brought up to date, migration {version} ({name}): {problem}. Nothing was changed.',
    '无法升级 {database} 中的记录库，迁移 {version}（{name}）：{problem}。未作任何改变。',
  ),
  'redis.start': entry(
    503,
    3,
    'The private {server} did not start. Its last words: {log}. Correct what they name, or set ANDON_REDIS_URL to a server of yours.',
    '私有 {server} 未能启动，其最后输出：{log}。请据此处理，或将 ANDON_REDIS_URL 设为您的服务器。',
  ),
  'redis.unreachable': entry(
    503,
    3,
    'The Redis {redis} of ANDON_REDIS_URL cannot be used: {problem}. Check that it runs, that this machine may connect, and the password; or leave ANDON_REDIS_URL unset.',
    '无法使用 ANDON_REDIS_URL 指定的 Redis {redis}：{problem}。请检查其是否运行、本机是否可连接及密码；或不设置 ANDON_REDIS_URL。',
  ),
  'redis.version': entry(
    503,
    3,
    'The Redis {redis} is version {found}; Andon needs {needed} or newer.',
    'Redis {redis} 版本为 {found}；Andon 需要 {needed} 或更高版本。',
  ),
  'redis.eviction': entry(
    503,
    3,
    'The Redis {redis} drops keys when it is full (maxmemory-policy {policy}), which would empty jobs unseen. Set maxmemory-policy to noeviction.',
    'Redis {redis} 内存满时会丢弃键（maxmemory-policy 为 {policy}），会悄然清空任务。请将 maxmemory-policy 设为 noeviction。',
  ),
  'api.port-in-use': entry(
    409,
    3,
    'Port {port} on {host} is in use by another program. End that one, or choose another port with api.port (0 takes a free one).',
    '{host} 的端口 {port} 已被其他程序占用。请结束该程序，或用 api.port 指定其他端口（0 表示自动选取）。',
  ),
  'api.port-refused': entry(
    503,
    3,
    'The API cannot listen on port {port} of {host}: {problem}. Choose another port with api.port (0 takes a free one).',
    'API 无法在 {host} 的端口 {port} 上监听：{problem}。请用 api.port 指定其他端口（0 表示自动选取）。',
  ),
  'api.not-loopback': entry(
    400,
    2,
    'The API has no sign-in yet, so it listens on this machine alone, and {host} is not of it. Set api.host to 127.0.0.1, ::1 or localhost.',
    'API 尚无登录功能，只能在本机监听，而 {host} 不是本机回环地址。请将 api.host 设为 127.0.0.1、::1 或 localhost。',
  ),
  'request.invalid': entry(
    400,
    2,
    'The request is not valid at {path}: {problem}. Nothing was changed.',
    '请求在 {path} 处无效：{problem}。未作改变。',
  ),
  'request.malformed': entry(
    400,
    2,
    'The request cannot be read: {problem}. Nothing was changed.',
    '无法读取请求：{problem}。未作改变。',
  ),
  'request.cursor': entry(
    400,
    2,
    '"{cursor}" is no place in this list. Take "next" of the page before, or leave {path} out for the first page.',
    '“{cursor}”不是此列表中的位置。请使用上一页的 next，或不指定 {path} 以获取第一页。',
  ),
  'request.host': entry(
    421,
    2,
    'This API answers on this machine alone, and the request is for "{host}". Ask for {url}.',
    '此 API 仅在本机提供服务，而请求的主机是“{host}”。请使用 {url}。',
  ),
  'request.origin': entry(
    403,
    2,
    'A page of "{origin}" may not ask this API. Only its own pages may.',
    '来自“{origin}”的页面不得访问此 API，仅限其自身页面。',
  ),
  'request.no-route': entry(
    404,
    2,
    'There is nothing at {path}. What there is stands in /api/openapi.json.',
    '{path} 不存在。可用路径见 /api/openapi.json。',
  ),
  'request.method': entry(
    405,
    2,
    '{path} cannot be asked with {method}. Use: {allowed}.',
    '{path} 不支持 {method}。可用方法：{allowed}。',
  ),
  'request.media-type': entry(
    415,
    2,
    'The body is sent as "{type}", and only application/json can be read.',
    '请求体类型为“{type}”，仅支持 application/json。',
  ),
  'request.too-large': entry(
    413,
    2,
    'The body is larger than {most} bytes, which is the most that is read. Nothing was changed.',
    '请求体超过 {most} 字节的上限。未作改变。',
  ),
  'events.ahead': entry(
    400,
    2,
    'There is no event {after} yet: the trail ends at {head}. Continue after {head}, or after 0 to see all of it.',
    '尚无事件 {after}：审计记录止于 {head}。请从 {head} 之后继续，或用 0 从头查看。',
  ),
  'events.busy': entry(
    503,
    3,
    'All {most} event streams are in use. Close one that nobody reads, or try again later.',
    '全部 {most} 个事件流均已占用。请关闭无人使用的事件流，或稍后重试。',
  ),
  'audit.broken': entry(
    503,
    3,
    'The audit trail does not hold at event {seq}, so nothing further of it is signed. Find out with: andon audit verify.',
    '审计记录在第 {seq} 条事件处不成立，此后不再签署检查点。请用 andon audit verify 查明。',
  ),
  'audit.no-checkpoint': entry(
    409,
    3,
    'No checkpoint of the audit trail covers this yet. The running site makes one every ten seconds: try again then.',
    '尚无检查点覆盖此处。运行中的站点每十秒生成一个检查点，请稍后重试。',
  ),
  'audit.unknown-event': entry(
    404,
    2,
    'There is no sealed event {event} in the audit trail. Give the id of one, or its place as a number.',
    '审计记录中没有已封存的事件 {event}。请给出事件编号或其序号。',
  ),
  'audit.unreadable': entry(
    422,
    3,
    '{file} cannot be used: {problem}. Name another as {flag}.',
    '{file} 无法使用：{problem}。请用 {flag} 指定其他文件。',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

/** Every error that crosses a package border. `details` fill the sentence and travel to logs and HTTP. */
export class AndonError extends Error {
  readonly code: ErrorCode;
  readonly details: TextValues;

  constructor(code: ErrorCode, details: TextValues = {}, options?: { readonly cause?: unknown }) {
    super(fill(catalogue[code].text.en, details), options);
    this.name = 'AndonError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get exitCode(): 1 | 2 | 3 {
    return catalogue[this.code].exitCode;
  }

  /** The sentence in the reader's language. */
  sentence(locale: Locale): string {
    return fill(catalogue[this.code].text[locale], this.details);
  }
}

export function isAndonError(error: unknown, code?: ErrorCode): error is AndonError {
  return error instanceof AndonError && (code === undefined || error.code === code);
}

/** Wraps what is not ours, so that a caller meets the catalogue alone. */
export function asAndonError(error: unknown): AndonError {
  if (error instanceof AndonError) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new AndonError('internal.defect', { what }, { cause: error });
}
