<<<<<<< ours
send(user, "later");
||||||| base
send(user, "now");
=======
send(user, "never");
>>>>>>> theirs
