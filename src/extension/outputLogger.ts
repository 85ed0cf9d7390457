import type * as vscode from 'vscode';
import type { Logger } from '../base/logger';

/** Writes log lines to an output channel. */
export function outputLogger(channel: vscode.LogOutputChannel): Logger {
  return {
    log(level, message, details) {
      channel[level](details === undefined ? message : `${message} ${JSON.stringify(details)}`);
    },
  };
}
