#include "base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "base/text.h"

namespace sig {
namespace {

struct Paint {
  bool on = false;
  std::string operator()(std::string_view escape, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", escape, text) : std::string(text);
  }
};

std::string_view colour_of(Level level) {
  return level == Level::Error ? "1;31" : level == Level::Warning ? "1;33" : "1;36";
}

/// The line with tabs as one blank each and a long line cut round the place, so columns stay true.
struct Excerpt {
  std::string line;
  size_t column = 0;
  size_t width = 1;
};

Excerpt excerpt(const SourceText& text, const Span& span) {
  constexpr size_t widest = 120;
  const Place place = text.place_of(span.start);
  std::string_view line = text.line(place.line);
  size_t column = std::min(static_cast<size_t>(place.column - 1), line.size());
  size_t length = std::max<size_t>(1, std::min<size_t>(span.length, line.size() - column));
  std::string head;
  if (column + length > widest && column > widest / 2) {
    const size_t cut = column - widest / 2;
    line.remove_prefix(cut);
    column = column - cut + 3;
    head = "...";
  }
  const bool long_tail = line.size() > widest;
  if (long_tail) line = line.substr(0, widest);
  std::string shown = head;
  size_t shown_column = column;
  size_t shown_length = length;
  // visible() may widen bytes; measure what stands before and inside the underline.
  const size_t lead = column - head.size();
  const std::string before = visible(line.substr(0, std::min(lead, line.size())));
  const std::string_view inside_bytes = line.substr(std::min(lead, line.size()), length);
  const std::string inside = visible(inside_bytes);
  const std::string after = visible(line.substr(std::min(lead + inside_bytes.size(), line.size())));
  const auto cells = [](std::string_view s) {
    return static_cast<size_t>(std::count_if(s.begin(), s.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
  };
  shown_column = head.size() + cells(before);
  shown_length = std::max<size_t>(1, cells(inside));
  shown += before + inside + after + (long_tail ? "..." : "");
  std::replace(shown.begin(), shown.end(), '\t', ' ');
  return {shown, shown_column, shown_length};
}

/// The line with the place underlined; nothing for a finding about a whole text (length 0).
std::string render_line(const Diagnostic& d, const SourceText& text, const Paint& paint) {
  if (d.at->length == 0) return {};
  const Excerpt shown = excerpt(text, *d.at);
  const std::string number = std::to_string(text.place_of(d.at->start).line);
  const std::string gutter(number.size(), ' ');
  std::string out = fmt::format("{} {}\n", gutter, paint("36", "|"));
  out += fmt::format("{} {} {}\n", paint("36", number), paint("36", "|"), shown.line);
  return out + fmt::format("{} {} {}{}{}\n",
                           gutter,
                           paint("36", "|"),
                           std::string(shown.column, ' '),
                           paint(colour_of(d.level), std::string(shown.width, '^')),
                           d.label.empty() ? "" : " " + visible(d.label));
}

std::string render(const Diagnostic& d, const Sources& sources, const Paint& paint) {
  std::string out = paint(colour_of(d.level), fmt::format("{}[{}]", to_string(d.level), d.code));
  out += fmt::format(": {}\n", visible(d.message));
  std::string gutter;
  if (d.at) {
    const SourceText& text = sources.at(d.at->source);
    const Place place = text.place_of(d.at->start);
    gutter.assign(std::to_string(place.line).size(), ' ');
    out += fmt::format("{}{} {}:{}:{}\n",
                       gutter,
                       paint("36", "-->"),
                       visible(text.name()),
                       place.line,
                       place.column);
    out += render_line(d, text, paint);
  }
  if (!d.help.empty()) {
    out += fmt::format(
        "{} {} {}: {}\n", gutter, paint("36", "="), paint("1;36", "help"), visible(d.help));
  }
  return out;
}

}  // namespace

std::string_view to_string(Level level) {
  return level == Level::Error ? "error" : level == Level::Warning ? "warning" : "note";
}

void Diagnostics::add(Diagnostic diagnostic) {
  findings_.push_back(std::move(diagnostic));
}

void Diagnostics::error(std::string_view code,
                        Span at,
                        std::string message,
                        std::string label,
                        std::string help,
                        std::string subject) {
  add({Level::Error,
       code,
       std::move(message),
       at,
       std::move(label),
       std::move(help),
       std::move(subject)});
}

void Diagnostics::warning(std::string_view code,
                          Span at,
                          std::string message,
                          std::string label,
                          std::string help,
                          std::string subject) {
  add({Level::Warning,
       code,
       std::move(message),
       at,
       std::move(label),
       std::move(help),
       std::move(subject)});
}

bool Diagnostics::has_errors() const {
  return count(Level::Error) > 0;
}

size_t Diagnostics::count(Level level) const {
  return static_cast<size_t>(
      std::count_if(findings_.begin(), findings_.end(), [level](const Diagnostic& d) {
        return d.level == level;
      }));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> out = findings_;
  const auto key = [this](const Diagnostic& d) {
    const std::string_view file = d.at ? std::string_view(sources_.at(d.at->source).name()) : "";
    return std::make_tuple(file, d.at.value_or(Span{}).start, d.code, std::string_view(d.message));
  };
  std::stable_sort(out.begin(), out.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return key(a) < key(b);
  });
  out.erase(std::unique(out.begin(),
                        out.end(),
                        [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
            out.end());
  return out;
}

std::string Diagnostics::as_text(bool colour) const {
  const Paint paint{colour};
  std::string out;
  std::set<std::string_view> files;
  const std::vector<Diagnostic> all = sorted();
  size_t errors = 0;
  size_t warnings = 0;
  for (const Diagnostic& d : all) {
    out += render(d, sources_, paint) + "\n";
    if (d.at) files.insert(sources_.at(d.at->source).name());
    errors += d.level == Level::Error ? 1 : 0;
    warnings += d.level == Level::Warning ? 1 : 0;
  }
  if (all.empty()) return out;
  if (errors > 0) out += counted(errors, "error");
  if (errors > 0 && warnings > 0) out += " and ";
  if (warnings > 0) out += counted(warnings, "warning");
  if (errors + warnings == 0) out += counted(all.size(), "note");
  if (!files.empty()) out += " in " + counted(files.size(), "file");
  return out + ".\n";
}

Json Diagnostics::as_json() const {
  Json out = Json::array();
  for (const Diagnostic& d : sorted()) {
    Json row = {{"code", d.code}, {"level", to_string(d.level)}, {"message", d.message}};
    if (d.at) {
      const Place place = sources_.place_of(*d.at);
      row["file"] = sources_.at(d.at->source).name();
      row["line"] = place.line;
      row["column"] = place.column;
      row["length"] = d.at->length;
    }
    if (!d.label.empty()) row["label"] = d.label;
    if (!d.help.empty()) row["help"] = d.help;
    if (!d.subject.empty()) row["signature"] = d.subject;
    out.push_back(std::move(row));
  }
  return out;
}

Error Diagnostics::as_error() const {
  return input_error(counted(count(Level::Error), "error") + " in the project",
                     "see each with: sigctl validate");
}

}  // namespace sig
