#include "match/decode.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "match/decoders.h"
#include "model/names.h"
#include "tests/support/random_signatures.h"

namespace sig::match {
namespace {

using namespace std::string_literals;

struct Case {
  Decode how;
  std::string in;
  std::string out;
};

TEST_CASE("a decode gives the text that a lenient reader would see") {
  using D = Decode;
  const auto [how, in, out] = GENERATE(values<Case>({
      {D::Url, "a%2Fb%2fc", "a/b/c"},
      {D::Url, "a+b%20c", "a b c"},
      {D::Url, "%u002f%U003c%u20AC", "/<\xe2\x82\xac"},
      {D::Url, "100%", "100%"},
      {D::Url, "%zz%2", "%zz%2"},
      {D::Url, "%252e", "%2e"},
      {D::Url, "%00", "\0"s},
      {D::Html, "&lt;b&gt;&amp;&quot;&apos;", "<b>&\"'"},
      {D::Html, "&#60;&#060;&#x3c;&#X3C;", "<<<<"},
      {D::Html, "&#60script&#x3e", "<script>"},
      {D::Html, "&ltscript&gt", "<script>"},
      {D::Html, "&lpar;&rpar;&colon;&Tab;&NewLine;", "():\t\n"},
      {D::Html, "&nosuch; &; &# &#x; &", "&nosuch; &; &# &#x; &"},
      {D::Html, "&#x1F600;&#99999999;", "\xf0\x9f\x98\x80?"},
      {D::Html, "&#x0000000003c;", "<"},
      {D::Base64, "PHNjcmlwdD4=", "<script>"},
      {D::Base64, "PHNj\r\n cmlw dD4", "<script>"},
      {D::Base64, "_-7v", "\xff\xee\xef"},
      {D::Base64, "YWJj!YWJj", "abc"},
      {D::Base64, "!", "!"},
      {D::Base64, "", ""},
      {D::Hex, "3c7363", "<sc"},
      {D::Hex, "0x3C 73", "<s"},
      {D::Hex, "3cz", "<"},
      {D::Hex, "zz", "zz"},
      {D::Lowercase, "SeLECT \xc4", "select \xc4"},
      {D::Whitespace, "a \t\r\n\v\f b", "a b"},
      {D::Whitespace, "a\tb", "a b"},
      {D::Whitespace, "a b", "a b"},
      {D::Path, "/a/./b//c/../d", "/a/b/d"},
      {D::Path, "/../../etc/passwd", "/etc/passwd"},
      {D::Path, "\\a\\..\\b", "/b"},
      {D::Path, "../../a", "../../a"},
      {D::Path, "a/../../b", "../b"},
      {D::Path, "/a/b/..", "/a/"},
      {D::Path, "/a/.", "/a/"},
      {D::Path, "/a/...", "/a/..."},
      {D::Path, "/a..b/.c", "/a..b/.c"},
      {D::Path, "./a", "a"},
      {D::Path, "", ""},
      {D::Nulls, "a\0b\0"s, "ab"},
      {D::Comments, "un/**/ion/*x*/ select", "un ion  select"},
      {D::Comments, "a/* never closed", "a "},
      {D::Comments, "a/*/b", "a "},
      {D::Comments, "a*/b", "a*/b"},
      {D::Js, "\\x3c\\u003c\\74\\u{3c}", "<<<<"},
      {D::Js, "\\n\\t\\'\\\\", "\n\t'\\"},
      {D::Js, "\\377\\400", "\xff 0"},
      {D::Js, "\\xz\\", "xz\\"},
      {D::Css, "\\3c script\\00003e", "<script>"},
      {D::Css, "\\73\n\\z\\\nx", "szx"},
      {D::Css, "\\110000\\", "?\\"},
      {D::Utf8, "\xc0\xae\xe0\x80\xaf\xf0\x80\x80\xbc", "./<"},
      {D::Utf8, "\xef\xbc\x8e\xef\xbc\x8f\xef\xbc\x9c", "./<"},
      {D::Utf8, "\xe2\x80\x99\xe2\x88\x95\xc2\xa0", "'/ "},
      {D::Utf8, "\xc3\xa4\xe2\x82\xac\xff\xc3", "\xc3\xa4\xe2\x82\xac\xff\xc3"},
  }));
  DYNAMIC_SECTION(to_string(how) << " of " << quote(in)) {
    TextArena arena;
    CHECK(decode(how, in, arena) == out);
  }
}

TEST_CASE("a text without anything to decode is handed back, not copied") {
  TextArena arena;
  const std::string text = "/static/logo.png";
  for (const Decode how : {Decode::Url,
                           Decode::Html,
                           Decode::Lowercase,
                           Decode::Whitespace,
                           Decode::Path,
                           Decode::Nulls,
                           Decode::Comments,
                           Decode::Js,
                           Decode::Css,
                           Decode::Utf8}) {
    CHECK(decode(how, text, arena).data() == text.data());
  }
}

TEST_CASE("law: no decode makes a text longer, and the quick look never skips a change") {
  constexpr std::uint64_t seed = 5;
  CAPTURE(seed);
  testing::Dice dice(seed);
  constexpr std::array runs{decode_url,
                            decode_html,
                            decode_base64,
                            decode_hex,
                            decode_lowercase,
                            decode_whitespace,
                            decode_path,
                            decode_nulls,
                            decode_comments,
                            decode_js,
                            decode_css,
                            decode_utf8};
  TextArena arena;
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (size_t k = dice.below(5); k > 0; --k)
      text += testing::random_text(dice);
    for (size_t k = dice.below(4); k > 0; --k)
      text += static_cast<char>(dice.below(256));
    const auto how = static_cast<Decode>(dice.below(12));
    CAPTURE(quote(text), to_string(how));
    std::string out(text.size() + 1, '\x7f');
    const size_t written = runs[static_cast<size_t>(how)](text, out.data());
    REQUIRE(written <= text.size());
    REQUIRE(out.back() == '\x7f');
    const bool is_code = how == Decode::Base64 || how == Decode::Hex;
    const std::string_view expected =
        written == 0 && is_code ? std::string_view(text) : std::string_view(out).substr(0, written);
    REQUIRE(decode(how, text, arena) == expected);
  }
}

TEST_CASE("an arena keeps its texts until the reset and then its memory") {
  TextArena arena;
  const std::string_view first = arena.copy("first");
  for (int i = 0; i < 100; ++i)
    arena.copy(std::string(10000, 'x'));
  CHECK(first == "first");
  arena.reset();
  CHECK(arena.copy("again").data() == first.data());
}

}  // namespace
}  // namespace sig::match
