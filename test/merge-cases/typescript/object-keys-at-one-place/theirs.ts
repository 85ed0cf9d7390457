export const map = {
  a: 1,
  c: 3,
};
