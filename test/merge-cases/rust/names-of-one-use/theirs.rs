use std::io::{Read, Write};
