#!/usr/bin/env bash
# Packs what is a package and builds the code of every package's README against the packages, as somebody would who has nothing else.
# Needs the registry that the build needs, or its cache. Leaves the packages in artifacts/packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=$PWD/artifacts/packages
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

rm -rf "$packages"
projects=(Core Grains.Interfaces Client Client.Http Client.AspNetCore Client.RateLimiting Client.Extensions.AI)
for project in "${projects[@]}"; do
  dotnet pack -c Release -v quiet --nologo "src/$project"
done

# Each README's code is a method: its usings go to the top of a file, and what it does not say itself is an argument.
number=0
for project in "${projects[@]}"; do
  number=$((number + 1))
  code=$(awk '/^```csharp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "src/$project/README.md")
  [[ -n $code ]] || { echo "src/$project/README.md has no code" >&2; exit 1; }
  {
    grep '^using [A-Z].*;$' <<< "$code"
    echo 'static class Readme'$number' { public static async Task RunAsync(string key, Microsoft.Extensions.AI.IChatClient provider) {'
    grep -v '^using [A-Z].*;$' <<< "$code"
    echo 'await Task.CompletedTask; } }'
  } > "$trial/Readme$number.cs"
done

cat > "$trial/NuGet.Config" << XML
<configuration><packageSources><add key="packed" value="$packages" /></packageSources></configuration>
XML
# Empty ones, so that nothing above the folder is taken.
echo '<Project />' | tee "$trial/Directory.Build.props" "$trial/Directory.Build.targets" > "$trial/Directory.Packages.props"
cat > "$trial/Trial.csproj" << XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <ImplicitUsings>enable</ImplicitUsings>
    <RestorePackagesPath>$trial/packages</RestorePackagesPath>
    <RestoreFallbackFolders>$cache</RestoreFallbackFolders>
  </PropertyGroup>
  <ItemGroup>
$(for package in Client.AspNetCore Client.RateLimiting Client.Extensions.AI; do echo "    <PackageReference Include=\"BudgetMesh.$package\" Version=\"*\" />"; done)
  </ItemGroup>
</Project>
XML
dotnet build -v quiet --nologo "$trial/Trial.csproj"
ls "$packages"
echo "The code of ${#projects[@]} READMEs builds against the packages."
