<<<<<<< ours
export const limit = 20;
||||||| base
export const limit = 10;
=======
export const limit = 30;
>>>>>>> theirs
