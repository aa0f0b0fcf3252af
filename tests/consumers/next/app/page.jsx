import { Count } from "./count.jsx";

export default function Page() {
  return <Count />;
}
