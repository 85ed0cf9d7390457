function two() {
  return 22;
}

function one() {
  return 1;
}
