export function fetchUser(id: string) {
  const user = load(id);
  return user;
}
