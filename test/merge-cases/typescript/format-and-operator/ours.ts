if (a > b) {
  go();
}
