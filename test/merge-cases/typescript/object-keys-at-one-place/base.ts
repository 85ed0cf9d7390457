export const map = {
  a: 1,
};
