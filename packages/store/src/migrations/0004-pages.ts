/** Pages of runs and of proposals in a state are found by an index, however long the history. */

export const pages = `
create index run_latest on run (n);
create index proposal_of_state on proposal (state, n);
`;
