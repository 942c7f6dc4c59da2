//! What holds for every screen.
