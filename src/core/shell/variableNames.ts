/** Says whether a variable of this name tells the shell where programs and folders are, or git and others what to run. */
export function isOfPrograms(name: string): boolean {
  return /^(GIT_\w+|PATH|CDPATH|LD_\w+|DYLD_\w+|BASH_ENV|LESSOPEN|LESSCLOSE|\w*PAGER|\w*EDITOR)$/.test(name);
}
