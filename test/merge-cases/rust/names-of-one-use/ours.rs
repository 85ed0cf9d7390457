use std::io::{Read, Seek};
