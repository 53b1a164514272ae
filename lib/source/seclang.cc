#include "source/seclang.h"

#include <algorithm>

#include "base/text.h"
#include "source/codes.h"
#include "source/seclang_chain.h"
#include "source/seclang_named_files.h"
#include "source/seclang_parts.h"
#include "source/seclang_review.h"

namespace sig::source {
namespace {

constexpr size_t most_words = 1000;  ///< of one directive

/// Reads the files of one configuration, and what they include.
class Reader {
 public:
  Reader(const SecReadOptions& options, SecFiles& world, Diagnostics& diagnostics)
      : world_(world), findings_(options.engine, diagnostics), diagnostics_(diagnostics) {}

  SecFindings& findings() { return findings_; }

  /// `bytes` stay here while they are read: the sources may move when an Include adds one.
  SecFile read_file(const std::string& name, const std::string& bytes, size_t depth) {
    SecFile out;
    out.name = name;
    ++files_;
    bytes_ += bytes.size();
    const bool is_too_large = bytes.size() > most_seclang_file_bytes || bytes_ > most_seclang_bytes;
    const std::uint32_t source =
        diagnostics_.sources().add(name, is_too_large ? std::string() : bytes);
    if (is_too_large) {
      diagnostics_.error(code::seclang_too_large, {source, 0, 0}, "the file is too large");
      return out;
    }
    SecChains chains(out, findings_);
    SecLineCutter cutter(bytes, source, findings_.engine() == SecEngine::V2);
    SecLine line;
    while (cutter.next(line)) {
      if (!is_room_for_one_more(line)) break;
      read_line(line, out, chains, depth);
    }
    chains.cut("the file ends");
    return out;
  }

 private:
  bool is_room_for_one_more(const SecLine& line) {
    if (line.is_comment || ++directives_ <= most_seclang_directives) return true;
    if (directives_ == most_seclang_directives + 1) {
      findings_.start(line);
      findings_.error(code::seclang_too_large,
                      line.whole().part(0, 1),
                      "the configuration has more than " + with_thousands(most_seclang_directives) +
                          " directives");
    }
    return false;
  }

  void read_line(const SecLine& line, SecFile& file, SecChains& chains, size_t depth) {
    if (line.is_comment) {
      check_comment(line);
      chains.see_comment(line);
      return;
    }
    findings_.start(line);
    if (!check_line(line)) {
      chains.cut("the directive there cannot be read");
      return;
    }
    const std::vector<SecCut> words = cut_words(line, most_words + 1);
    const SecDirectiveRow* row = find_sec_directive(words[0].word.text);
    if (row == nullptr) row = as_section(words[0].word);
    if (!check_words(row, words)) {
      chains.cut("the directive there cannot be read");
      return;
    }
    check_end(*row, words, line);
    findings_.known(row->known, words[0].word, "the directive", words[0].word.text);
    SecDirective directive;
    directive.place = line.span(line.whole());
    directive.name_place = line.span(words[0].word);
    if (row->kind == SecDirectiveKind::Include) {
      chains.cut("an Include stands there");
      directive.what = read_include(*row, words, file.name, line, depth);
      file.directives.push_back(std::move(directive));
      return;
    }
    auto statement = read_sec_statement(*row, words, findings_);
    if (const auto* rule = std::get_if<SecRule>(&*statement))
      check_named_files(*rule, file.name, world_, findings_);
    name_section(*statement, words[0].word);
    directive.what = *std::move(statement);
    chains.add(std::move(directive));
  }

  /// <IfModule NAME> and its end, which Apache alone knows.
  static const SecDirectiveRow* as_section(const SecWord& word) {
    static constexpr SecDirectiveRow section{
        "<...>", SecDirectiveKind::Setting, 0, most_words, SecSettingValue::Text, sec_v2};
    return word.text.starts_with('<') ? &section : nullptr;
  }
  static void name_section(SecStatement& statement, const SecWord& word) {
    auto* setting = std::get_if<SecSetting>(&statement);
    if (setting != nullptr && word.text.starts_with('<')) setting->name = word.text;
  }

  void check_comment(const SecLine& line) {
    if (!line.hides_next) return;
    findings_.start(line);
    findings_.refused_by(SecEngine::V2,
                         code::comment_goes_on,
                         line.whole(),
                         "the comment goes on in the next line for ModSecurity 2.9",
                         "remove the backslash");
  }

  bool check_line(const SecLine& line) {
    if (line.is_too_long) {
      findings_.error(
          code::seclang_too_large,
          line.whole().part(0, 1),
          "the directive has more than " + with_thousands(most_seclang_line_bytes) + " bytes");
      return false;
    }
    const size_t nul = line.text.find('\0');
    if (nul != std::string::npos) {
      findings_.error(code::seclang_nul_byte,
                      line.whole().part(nul, 1),
                      "a NUL byte in the directive ends it for the engine");
      return false;
    }
    if (line.hidden_backslash) {
      findings_.error(code::blank_behind_backslash,
                      line.whole().part(*line.hidden_backslash),
                      "a blank stands behind the backslash, so the directive ends here",
                      {},
                      "remove the blank");
      return false;
    }
    return true;
  }

  bool check_words(const SecDirectiveRow* row, const std::vector<SecCut>& words) {
    const SecWord& name = words[0].word;
    if (row == nullptr) {
      findings_.error(code::unknown_directive,
                      name,
                      "no engine has a directive " + quote(name.text),
                      {},
                      findings_.suggestion(name.text, seclang_directives()));
      return false;
    }
    for (const SecCut& word : words) {
      if (!check_word(word)) return false;
    }
    const size_t arguments = words.size() - 1;
    if (arguments >= row->least && arguments <= row->most) return true;
    const bool is_comment = std::any_of(words.begin(), words.end(), [](const SecCut& word) {
      return word.quote == 0 && word.word.text.starts_with('#');
    });
    findings_.error(
        code::seclang_syntax,
        arguments > row->most ? words[row->most + 1].word : name,
        std::string(row->name) + " has " + counted(arguments, "argument"),
        wanted(*row),
        is_comment ? "a comment has a line of its own" : "put a text with blanks in \"\"");
    return false;
  }

  bool check_word(const SecCut& word) {
    if (word.is_unclosed) {
      findings_.error(code::unclosed_seclang_quote,
                      word.word.text.empty() ? word.word : word.word.part(0, 1),
                      "the quote that starts here is not closed",
                      "the line ends first",
                      "close the quote, or end each line with a backslash");
      return false;
    }
    if (word.quote == 0 && word.word.text.ends_with('\\')) {
      findings_.error(code::seclang_syntax, word.word, "a word without quotes ends in a backslash");
      return false;
    }
    return true;
  }

  /// libmodsecurity 3.0.9 takes what stands in the next line for the actions of the rule.
  void check_end(const SecDirectiveRow& row,
                 const std::vector<SecCut>& words,
                 const SecLine& line) {
    if (row.kind != SecDirectiveKind::Rule || words.size() > 3 || !line.has_line_behind) return;
    findings_.only(sec_v2,
                   words[0].word,
                   "a rule without actions in front of another line",
                   "put an empty line behind the rule");
  }

  static std::string wanted(const SecDirectiveRow& row) {
    if (row.least == row.most) return "it takes " + std::to_string(row.least);
    if (row.most > 3) return "it takes at least " + std::to_string(row.least);
    return "it takes " + std::to_string(row.least) + " to " + std::to_string(row.most);
  }

  SecInclude read_include(const SecDirectiveRow& row,
                          const std::vector<SecCut>& words,
                          const std::string& from,
                          const SecLine& line,
                          size_t depth) {
    SecInclude out{unquoted(words[1]), row.name == "IncludeOptional", {}};
    const SecWord& word = words[1].word;
    if (depth >= most_seclang_include_depth) {
      findings_.error(code::include_too_deep,
                      word,
                      "files include each other more than " +
                          std::to_string(most_seclang_include_depth) + " deep");
      return out;
    }
    if (out.pattern.find_first_of("?[") != std::string::npos)
      findings_.only(sec_v2, word, "'?' and '[' in the path of an Include");
    const std::vector<std::string> names = world_.matching(out.pattern, from);
    if (names.empty() && !out.is_optional)
      findings_.error(code::include_not_found, word, "no file is called " + quote(out.pattern));
    for (const std::string& name : names) {
      if (!include_one(name, word, out, depth)) break;
      findings_.start(line);
    }
    return out;
  }

  /// False when no more files are read.
  bool include_one(const std::string& name, const SecWord& word, SecInclude& out, size_t depth) {
    if (files_ >= most_seclang_files) {
      findings_.error(code::seclang_too_large,
                      word,
                      "more than " + with_thousands(most_seclang_files) + " files are included");
      return false;
    }
    const auto bytes = world_.read(name, most_seclang_file_bytes);
    if (!bytes) {
      findings_.error(code::include_not_found, word, bytes.error().message);
      return true;
    }
    out.files.push_back(read_file(name, *bytes, depth + 1));
    return true;
  }

  SecFiles& world_;
  SecFindings findings_;
  Diagnostics& diagnostics_;
  size_t files_ = 0;
  size_t bytes_ = 0;
  size_t directives_ = 0;
};

}  // namespace

SecConfiguration read_seclang(std::vector<SecInput> files,
                              const SecReadOptions& options,
                              SecFiles& world,
                              Diagnostics& diagnostics) {
  SecConfiguration out;
  Reader reader(options, world, diagnostics);
  for (const SecInput& file : files)
    out.files.push_back(reader.read_file(file.name, file.bytes, 0));
  review_seclang(out, options, reader.findings());
  return out;
}

}  // namespace sig::source
