using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # The default allows public addresses only.
    (name = "network", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "eventsource_wasm.wasm", wasm = embed "dist/eventsource_wasm.wasm"),
  ],
  bindings = [(name = "SERVER", fromEnvironment = "SERVER")],
  globalOutbound = "network",
  compatibilityDate = "2026-11-01",
);
