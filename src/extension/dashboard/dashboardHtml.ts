/** What the page is made of: addresses of its program and style, and where they come from. */
export interface DashboardParts {
  readonly script: string;
  readonly style: string;
  /** The origin of the extension's files, as a content security policy names it. */
  readonly source: string;
  /** Words that nobody can guess, new for every page, that let the program and the toolkit's styles in. */
  readonly scriptNonce: string;
  readonly styleNonce: string;
}

/**
 * Writes the page that the dashboard's program fills; nothing but that program and its style may load. The toolkit tries
 * out a style element, with the nonce it finds in the page: a word of its own, as the script's is not to be read there.
 */
export function dashboardHtml(parts: DashboardParts): string {
  const { script, style, source, scriptNonce, styleNonce } = parts;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${scriptNonce}'`,
    `style-src ${source} 'nonce-${styleNonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta property="csp-nonce" content="${styleNonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>parallel-cc</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${scriptNonce}" src="${script}"></script>
  </body>
</html>
`;
}
