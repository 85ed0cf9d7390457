/** Words that say nothing of what a task is about. */
const commonWords: ReadonlySet<string> = new Set(
  `the and for with that this from into then when where which while should would could must please make sure also just
  can you not all any are but have has had will was were use using used get let need needs want add new change changes
  update fix implement write create file files code function method class test tests work working now only one two`.split(
    /\s+/,
  ),
);

/** So alike, from 0 to 1, two tasks are taken for one. */
const sameTask = 0.5;
/** Two tasks that share fewer telling words are not compared: short prompts are all alike. */
const fewestShared = 3;

/**
 * Says whether two prompts aim at the same thing, by the words that they share: names of files and of parts of a program
 * count twice, words that any task may have not at all (weighted Jaccard index).
 */
export function isSameTask(one: string, other: string): boolean {
  const [words, otherWords] = [tellingWords(one), tellingWords(other)];
  let [shared, all] = [0, 0];
  let count = 0;
  for (const word of new Set([...words.keys(), ...otherWords.keys()])) {
    const weight = Math.max(words.get(word) ?? 0, otherWords.get(word) ?? 0);
    all += weight;
    if (!words.has(word) || !otherWords.has(word)) continue;
    shared += weight;
    count++;
  }
  return count >= fewestShared && shared / all >= sameTask;
}

/** The words of a text that tell what it is about, with their weights. */
function tellingWords(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [raw] of text.slice(0, longestPrompt).matchAll(/[\p{L}\p{N}_][\p{L}\p{N}_./-]*/gu)) {
    const word = raw.replace(/[./-]+$/, '');
    if (isName(word)) found.set(word.toLowerCase(), 2);
    else if (word.length >= 3 && !commonWords.has(word.toLowerCase())) found.set(stem(word.toLowerCase()), 1);
  }
  return found;
}

const longestPrompt = 4000;

// `src/auth.ts`, `validateToken`, `user_id`
function isName(word: string): boolean {
  return /[\p{L}\p{N}][./_][\p{L}\p{N}]|\p{Ll}\p{Lu}/u.test(word);
}

function stem(word: string): string {
  return word.length > 5 ? word.replace(/(ing|ed|es|s)$/, '') : word.replace(/s$/, '');
}
