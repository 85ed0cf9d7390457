send(user, "later");
