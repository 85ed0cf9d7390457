run();

export function helper() {
  return 1;
}
