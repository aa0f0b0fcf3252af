"use client";

import { EventSource } from "eventsource-wasm";
import { useEffect, useState } from "react";

export function Count() {
  const [count, setCount] = useState();
  useEffect(() => {
    const source = new EventSource("/users/count");
    source.on("userCount", ({ data }) => setCount(data));
    return () => source.close();
  }, []);
  if (count === undefined) return <output>…</output>;
  return <output>{count === 1 ? "Only you" : `You and ${count - 1} more`}</output>;
}
