export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

const BASH = `# cairn completion for bash. In ~/.bashrc: source <(cairn completion bash)
_cairn_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" words=() word
  IFS=$' \\t' read -r -a words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  # Bash completes what stands behind the last colon, where colons break words.
  local full="\${words[\${#words[@]}-1]}" prefix=""
  [[ "$COMP_WORDBREAKS" == *:* ]] && prefix="\${full%"\${full##*:}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    [[ -n "$word" ]] && COMPREPLY+=("\${word#"$prefix"}")
  done < <(cairn __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _cairn_complete cairn
`;

const ZSH = `#compdef cairn
# cairn completion for zsh. In ~/.zshrc, after compinit: source <(cairn completion zsh)
_cairn() {
  local -a found
  local value description
  while IFS=$'\\t' read -r value description; do
    [[ -n "$value" ]] && found+=("\${value//:/\\\\:}:$description")
  done < <(cairn __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe -t values cairn found || _files
}
if [[ "$funcstack[1]" = "_cairn" ]]; then _cairn "$@"; else compdef _cairn cairn; fi
`;

const FISH = `# cairn completion for fish. In ~/.config/fish/config.fish: cairn completion fish | source
function __cairn_complete
  set -l words (commandline -opc) (commandline -ct)
  cairn __complete -- $words[2..-1] 2>/dev/null
end
complete -c cairn -f -a '(__cairn_complete)'
`;

const POWERSHELL = `# cairn completion for PowerShell. In $PROFILE: cairn completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName cairn -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  $words = @($words | ForEach-Object { if ($_ -eq '' -and $PSVersionTable.PSVersion.Major -lt 7) { '""' } else { $_ } })
  cairn __complete '--' @words 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`;

/** What each shell loads. The scripts hold no command themselves: they ask \`cairn\`, so they never get old. */
export const COMPLETION_SCRIPTS: Record<Shell, string> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
