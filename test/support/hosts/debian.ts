// Installs programs that Debian has, where this is Debian and we are root.
import type { Progress } from './part';
import { runStep } from './part';

/** Installs a Debian package with apt-get; rejects with what to do where that is not possible. @param otherwise what else helps, a part of a sentence. */
export async function installDebianPackage(
  name: string,
  otherwise: string,
  progress: Progress,
): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error(
      `${name} is missing and only root may install it. Run "apt-get install ${name}" as root, or ${otherwise}.`,
    );
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runStep('apt-get', ['update', '-qq'], { env });
  progress(`${name}: package lists are up to date`);
  await runStep('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env });
  progress(`${name} is ready`);
}
