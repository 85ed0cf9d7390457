export function getUser(id: string) {
  const user = loadCached(id);
  return user;
}
