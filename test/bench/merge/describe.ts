// Tables for people about merges of real cases.
import type { Judged } from './crossValidate';
import { binsOf, curveOf, resolvedAt, rightAt } from './report';

/** A line for each language: what is resolved and how it compares with the author's, beside mergiraf and git. */
export function describeLanguages(judged: readonly Judged[]): string {
  const languages = [...new Set(judged.map(({ real }) => real.lang))];
  const rows = languages.map((language) =>
    languageRow(
      language,
      judged.filter(({ real }) => real.lang === language && real.pure !== false),
    ),
  );
  const head = [
    'language',
    'files',
    'exact',
    'but for space',
    'but for order',
    'different',
    'right at 45 %',
    'resolved at 80 %',
    'mergiraf resolved',
    'mergiraf right',
    'as sure as mergiraf, right',
    'git',
  ];
  return columns([head, ...rows]);
}

function languageRow(language: string, judged: readonly Judged[]): string[] {
  const share = (grade: Judged['grade']): string =>
    percent(judged.filter((one) => one.grade === grade).length / judged.length);
  const curve = curveOf(judged);
  const by = judged.filter(({ real }) => real.mergiraf !== null && real.mergiraf !== 'conflict');
  const matched = by.filter(({ real }) => real.mergiraf !== 'diff').length / by.length;
  const mergiraf =
    by.length === 0
      ? ['', '', '']
      : [
          percent(by.length / judged.length),
          percent(matched),
          percent(rightAt(curve, by.length / judged.length)),
        ];
  return [
    language,
    String(judged.length),
    share('exact'),
    share('ws'),
    share('order'),
    share('different'),
    percent(rightAt(curve, 0.45)),
    percent(resolvedAt(curve, 0.8)),
    ...mergiraf,
    'conflict',
  ];
}

/** The curve of what is resolved and right over confidence, and how far confidence holds. */
export function describeCurve(judged: readonly Judged[]): string {
  const curve = curveOf(judged);
  const shares = [0.1, 0.2, 0.22, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
  const points = shares.map((share) => {
    const point = curve.find(({ resolved }) => resolved >= share);
    return [percent(share), percent(point?.right ?? 0), (point?.confidence ?? 0).toFixed(2)];
  });
  const bins = binsOf(judged).map((bin) => [
    bin.from.toFixed(1),
    String(bin.count),
    bin.confidence.toFixed(2),
    bin.right.toFixed(2),
  ]);
  return `${columns([['resolved', 'right', 'confidence'], ...points])}\n\n${columns([['confidence from', 'files', 'mean', 'right'], ...bins])}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
