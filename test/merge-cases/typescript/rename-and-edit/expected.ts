export function fetchUser(id: string) {
  const user = loadCached(id);
  return user;
}
