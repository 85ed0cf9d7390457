/** The name by which a sandbox of the local runtime reaches the machine that it runs on, where its network policy lets it. */
export const machineName = 'machine.parallel-cc.internal';
