#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "base/text.h"
#include "cli/arguments.h"

namespace sig::cli {
namespace {

Colour colour_of(const std::string& text) {
  return text == "always" ? Colour::Always : text == "never" ? Colour::Never : Colour::Auto;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

/// The word on the line that should have been a command, if none was.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word[0] == '-') continue;
    const std::vector<std::string> names = command_names(app);
    return std::find(names.begin(), names.end(), word) == names.end() ? word : "";
  }
  return "";
}

int explain_usage(const CLI::App& app,
                  const CLI::ParseError& error,
                  int argc,
                  char** argv,
                  const Terminal& terminal) {
  const std::vector<std::string> names = command_names(app);
  const std::vector<std::string_view> views(names.begin(), names.end());
  if (const std::string word = unknown_command(app, argc, argv); !word.empty()) {
    const auto meant = closest_match(word, views);
    return terminal.fail(usage_error(
        "there is no command " + quote(word),
        meant ? "did you mean " + std::string(*meant) + "?" : "commands: " + join_or(views)));
  }
  std::string message = error.what();
  if (!message.empty())
    message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
  while (!message.empty() && (message.back() == '.' || message.back() == '\n'))
    message.pop_back();
  std::string hint = "see: sigctl --help";
  for (const CLI::App* command : app.get_subcommands())
    hint = "see: sigctl " + command->get_name() + " --help";
  return terminal.fail(usage_error(message, hint));
}

/// Nothing that was thrown gets out, and nothing that could not be printed counts as said.
int run_command(const Arguments& arguments, const Terminal& terminal) {
  int code = exit_bug;
  try {
    code = arguments.run(terminal);
  } catch (const std::exception& error) {
    code = terminal.fail(
        {.kind = ErrorKind::Internal,
         .message = std::string("internal error, please report it: ") + error.what()});
  }
  if (terminal.has_lost_output() && code == exit_yes) {
    // To stderr even with --json: stdout takes nothing more.
    terminal.note(
        "error: the result could not be written to stdout\n"
        "  = help: is the disk full? What was to be done is done");
    return exit_trouble;
  }
  return code;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("sigctl: the lifecycle of security signatures, from a file to a rollback.",
               "sigctl");
  app.fallthrough();  // CLI11 2.1: before any subcommand, so that `sigctl validate --json` works
  app.set_version_flag("--version", SIGCTL_VERSION);
  Arguments arguments;
  app.add_flag("--json", arguments.json, "Print one JSON document instead of text");
  app.add_option("--color", arguments.colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  add_authoring_commands(app, arguments);
  add_release_commands(app, arguments);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 yes or done, 1 no, 2 wrong usage, 3 could not be carried out,\n"
      "4 not enough evidence, 5 done only in part: act now, 70 our own bug.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success) == 0 ? exit_yes : exit_usage;
  } catch (const CLI::ParseError& error) {
    const bool json = std::any_of(
        argv + 1, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
    return explain_usage(app, error, argc, argv, Terminal("sigctl", json, Colour::Auto));
  }
  return run_command(arguments,
                     Terminal(arguments.command, arguments.json, colour_of(arguments.colour)));
}

}  // namespace sig::cli
