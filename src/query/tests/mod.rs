//! What people's statements may read, by the numbers of threats.md and the rows of platform.md 2.5, on a small file
//! with secrets in it.

mod corpus;
mod file;
mod guards;
mod limits;
mod rows;
mod secrets;
mod statement;
