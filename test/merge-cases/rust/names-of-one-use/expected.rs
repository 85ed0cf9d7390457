use std::io::{Read, Seek, Write};
