send(user, "now");
