/** What every command of the project tells the shell. */
export const exitCodes = { fine: 0, failed: 1, misused: 2, interrupted: 130 } as const;

export const exitCodesText = [
  '0    fine',
  '1    something failed; what was done until then is kept',
  '2    the command was not understood; nothing was done',
  '130  stopped by Ctrl-C; what was done is kept',
];
