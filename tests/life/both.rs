//! One test, both transports.

/// Makes tests out of functions that take a transport: `native::name` and `fetch::name`.
macro_rules! over_both {
    ($($test:ident),* $(,)?) => {
        mod native {
            $(
                #[wasm_bindgen_test::wasm_bindgen_test]
                async fn $test() {
                    super::$test(eventsource_wasm::Transport::Native).await;
                }
            )*
        }

        mod fetch {
            $(
                #[wasm_bindgen_test::wasm_bindgen_test]
                async fn $test() {
                    super::$test(eventsource_wasm::Transport::Fetch).await;
                }
            )*
        }
    };
}
