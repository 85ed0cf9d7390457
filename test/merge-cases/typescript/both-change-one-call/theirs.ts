send(user, "never");
