/** The command after which repairs are told no more. */
export const dismissal = 'parallel-cc doctor --dismiss';
