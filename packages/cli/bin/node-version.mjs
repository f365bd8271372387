/** Loaded by any Node that knows ES modules (12.20 and later), so: no syntax newer than that, no dependency. */

/** The oldest Node that runs TypeScript files as they are, without a flag. */
const oldest = { major: 22, minor: 18 };

/**
 * @param {string} version such as `22.18.0`, from `process.versions.node`
 * @returns {string} what to tell the person, or an empty string when this Node will do
 */
export function complaintAbout(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return '';
  const needed = `${oldest.major}.${oldest.minor}`;
  return [
    `Andon needs Node ${needed} or newer and this is Node ${version}: install a newer one from https://nodejs.org, or on Linux x64 use "npm start" or "npx andon" inside the repository, which brings its own.`,
    `Andon 需要 Node ${needed} 或更高版本，当前为 Node ${version}：请从 https://nodejs.org 安装新版本；在 Linux x64 上也可在仓库目录内使用 "npm start" 或 "npx andon"，仓库自带所需的 Node。`,
  ].join('\n');
}
