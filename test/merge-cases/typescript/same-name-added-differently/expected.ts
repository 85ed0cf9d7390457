run();

export function helper() {
<<<<<<< ours
  return 1;
||||||| base
=======
  return 2;
>>>>>>> theirs
}
