// Editor settings for tests: everything that talks, moves or downloads of its own accord is off.

/** Settings of the editor by their full id. */
export type Settings = Readonly<Record<string, unknown>>;

/** A look that every view must be readable in. */
export type Theme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** The settings a test editor starts with; a test may override any of them. */
export const quietSettings: Settings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.autoDetect': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'files.simpleDialog.enable': true,
  // It looks for the servers that run here again and again, and starts programs for that.
  'remote.autoForwardPorts': false,
};

/** The setting with which an editor starts in a theme. */
export function themeSettings(theme: Theme): Settings {
  return { 'workbench.colorTheme': themes[theme].id };
}

/** Each theme's id in the settings, its name in the picker, and how the workbench and a webview mark that they show it. */
export const themes: Readonly<
  Record<Theme, { id: string; label: string; className: string; webviewKind: string }>
> = {
  light: { id: 'Light Modern', label: 'Light Modern', className: 'vs', webviewKind: 'vscode-light' },
  dark: { id: 'Dark Modern', label: 'Dark Modern', className: 'vs-dark', webviewKind: 'vscode-dark' },
  highContrast: {
    id: 'Default High Contrast',
    label: 'Dark High Contrast',
    className: 'hc-black',
    webviewKind: 'vscode-high-contrast',
  },
  highContrastLight: {
    id: 'Default High Contrast Light',
    label: 'Light High Contrast',
    className: 'hc-light',
    webviewKind: 'vscode-high-contrast-light',
  },
};
