if (a>b) {
  go();
}
