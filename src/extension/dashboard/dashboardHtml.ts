import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Writes the page that the dashboard's program fills; nothing but that program and its style may load. */
export function dashboardHtml(webview: vscode.Webview, distUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(distUri, name)).toString();
  // The toolkit keeps its design tokens in style elements of its own, which a policy cannot name.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>parallel-cc</title>
    <link rel="stylesheet" href="${address('webview.css')}" />
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${address('webview.js')}"></script>
  </body>
</html>
`;
}
