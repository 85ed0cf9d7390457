function two() {
  return 2;
}

function one() {
  return 1;
}
