export function getUser(id: string) {
  const user = load(id);
  return user;
}
