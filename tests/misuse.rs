//! What does not compile, and what the compiler says then: the messages that users see.
#![cfg(not(target_arch = "wasm32"))]

#[test]
fn misuse_does_not_compile_and_is_told_what_to_do() {
    trybuild::TestCases::new().compile_fail("tests/misuse/*.rs");
}
