#include "traffic/log_extract.h"

#include <algorithm>
#include <array>

#include "base/ip.h"

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;

enum class Which { First, Last };

/// A message that begins with `prefix`: the user stands behind `user_mark` (first one), the address
/// behind the first or last `source_mark`.
struct SshRow {
  std::string_view prefix;
  std::string_view user_mark;
  std::string_view source_mark;
  Which which;
};

/// OpenSSH's auth.c, auth2.c, sshd.c, packet.c and kex.c, portable releases 5 to 9.
constexpr std::array<SshRow, 18> ssh_rows{{
    {"Accepted ", " for ", " from ", Which::Last},
    {"Postponed ", " for ", " from ", Which::Last},
    {"Failed ", " for ", " from ", Which::Last},
    {"Invalid user ", "user ", " from ", Which::Last},
    {"Illegal user ", "user ", " from ", Which::Last},
    {"error: maximum authentication attempts exceeded ", " for ", " from ", Which::Last},
    {"maximum authentication attempts exceeded ", " for ", " from ", Which::Last},
    {"error: PAM: ", " for ", " from ", Which::Last},
    {"User ", "User ", " from ", Which::Last},
    {"Connection closed by ", "user ", " by ", Which::First},
    {"Connection reset by ", "user ", " by ", Which::First},
    {"Disconnected from ", "user ", " from ", Which::First},
    {"Received disconnect from ", "", " from ", Which::First},
    {"Connection from ", "", " from ", Which::First},
    {"Did not receive identification string from ", "", " from ", Which::First},
    {"Bad protocol version identification ", "", " from ", Which::Last},
    {"Unable to negotiate with ", "", " with ", Which::First},
    {"banner exchange: Connection from ", "", " from ", Which::First},
}};

/// `key` behind a blank or at the front; the value lasts until one of `ends`.
struct KeyRow {
  std::string_view program;  ///< the program's name begins so; empty: any
  std::string_view key;
  std::string_view ends;
  bool is_user;
};

constexpr std::array<KeyRow, 8> key_rows{{
    {"", "rhost=", " ", false},      // Linux-PAM pam_unix, pam_sss
    {"", "user=<", ">", true},       // dovecot
    {"", "user=", " ,;", true},      // Linux-PAM
    {"", "rip=", ", ", false},       // dovecot
    {"kernel", "SRC=", " ", false},  // netfilter LOG
    {"ulogd", "SRC=", " ", false},   // netfilter ULOG
    {"postfix/", "sasl_username=", " ,", true},
    {"dropbear", "from <", ">", false},
}};

std::string_view take_until(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

bool is_source(std::string_view word) {
  if (word.empty() || word.size() > 255) return false;
  return std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == ':' || c == '-' || c == '_' || c == '%';
  });
}

std::string_view behind(std::string_view text, std::string_view mark, Which which) {
  const size_t at = which == Which::First ? text.find(mark) : text.rfind(mark);
  return at == none ? std::string_view{} : text.substr(at + mark.size());
}

LogOrigin read_ssh(const SshRow& row, std::string_view message) {
  LogOrigin origin;
  std::string_view source = behind(message, row.source_mark, row.which);
  if (!row.user_mark.empty()) {
    std::string_view user = behind(message, row.user_mark, Which::First);
    for (const std::string_view word : {"invalid user ", "illegal user "}) {
      if (user.starts_with(word)) user.remove_prefix(word.size());
    }
    if (row.which == Which::Last) {
      origin.user = user.substr(0, user.rfind(row.source_mark));
    } else if (user.find(" port ") != none) {
      // "... user NAME ADDRESS port N": the name ends at the word before " port ".
      const std::string_view pair = user.substr(0, user.rfind(" port "));
      const size_t space = pair.rfind(' ');
      if (space != none) {
        origin.user = pair.substr(0, space);
        source = pair.substr(space + 1);
      }
    }
  }
  source = take_until(source, " ,");
  while (source.ends_with(':'))
    source.remove_suffix(1);
  if (is_source(source)) origin.source = source;
  return origin;
}

/// "message repeated 3 times: [ Failed password ... ]" of rsyslog.
std::string_view without_repetition(std::string_view message) {
  if (!message.starts_with("message repeated ")) return message;
  const size_t open = message.find(": [ ");
  if (open == none || !message.ends_with(']')) return message;
  return message.substr(open + 4, message.size() - open - 5);
}

LogOrigin read_keys(std::string_view program, std::string_view message) {
  LogOrigin origin;
  for (const KeyRow& row : key_rows) {
    std::string_view& value = row.is_user ? origin.user : origin.source;
    if (!value.empty() || !program.starts_with(row.program)) continue;
    for (size_t at = message.find(row.key); at != none; at = message.find(row.key, at + 1)) {
      if (at > 0 && message[at - 1] != ' ') continue;
      const std::string_view found = take_until(message.substr(at + row.key.size()), row.ends);
      if (row.is_user || is_source(found)) value = found;
      break;
    }
  }
  return origin;
}

/// postfix: "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed".
std::string_view read_bracket(std::string_view message) {
  for (size_t open = message.find('['); open != none; open = message.find('[', open + 1)) {
    const std::string_view word = take_until(message.substr(open + 1), "]");
    if (parse_ip(word)) return word;
  }
  return {};
}

}  // namespace

LogOrigin find_origin(std::string_view program, std::string_view message) {
  message = without_repetition(message);
  if (program.starts_with("sshd")) {
    for (const SshRow& row : ssh_rows) {
      if (message.starts_with(row.prefix)) return read_ssh(row, message);
    }
  }
  LogOrigin origin = read_keys(program, message);
  if (origin.source.empty() && program.starts_with("postfix/")) {
    origin.source = read_bracket(message);
  }
  return origin;
}

}  // namespace sig::traffic
