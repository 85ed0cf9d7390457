use std::io::{Read};
