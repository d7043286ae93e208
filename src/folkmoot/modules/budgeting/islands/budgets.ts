/** <fm-like>: shows ideas like the one that is being typed; without it the button does the same. */
import { Similar } from "../../../web/islands/_similar";

class FmLike extends Similar {
  protected override readonly field = "title";
}

if (!customElements.get("fm-like")) customElements.define("fm-like", FmLike);
