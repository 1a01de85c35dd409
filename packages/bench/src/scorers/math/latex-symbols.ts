/**
 * Macros that stand for characters, as pylatexenc 2 writes them out, as far as answers use them. A macro that is not here
 * disappears, and so `\sec`, `\gcd` and `\det` do.
 */
export const symbols: ReadonlyMap<string, string> = new Map([
  ...pairs(`
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
    Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π
    Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω
  `),
  ...pairs(`
    infty ∞ pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ wedge ∧ vee ∨
    cap ∩ cup ∪ uplus ⊎ setminus ∖ smallsetminus ∖ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ partial ∂ nabla ∇
    bigcap ⋂ bigcup ⋃ bigwedge ⋀ bigvee ⋁ bigoplus ⊕ bigotimes ⊗ surd √ lnot ¬ forall ∀ exists ∃ nexists ∄ complement ∁
    emptyset ∅ varnothing ∅ in ∈ notin ∉ ni ∋ aleph ℵ hbar ħ hslash ℏ ell ℓ wp ℘ top ⊤ perp ⊥ dag † dagger † prime '
  `),
  ...pairs(`
    le ≤ leq ≤ leqslant ⩽ leqq ≦ ge ≥ geq ≥ geqslant ⩾ geqq ≧ ll ≪ gg ≫ neq ≠ equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊
    cong ≅ asymp ≍ doteq ≐ propto ∝ parallel ∥ nparallel ∦ mid | nmid ∤ prec ≺ succ ≻ preceq ≼ succeq ≽ nless ≮ ngtr ≯
    nleq ≰ ngeq ≱ lesssim ≲ gtrsim ≳ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ nsubseteq ⊈ nsupseteq ⊉ subsetneq ⊊
    supsetneq ⊋ vdash ⊢ dashv ⊣ therefore ∴ because ∵ triangleq ≜
  `),
  ...pairs(`
    to → rightarrow → leftarrow ← leftrightarrow ↔ uparrow ↑ downarrow ↓ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
    longrightarrow ⟶ longleftarrow ⟵ Longrightarrow ⟹ Longleftarrow ⟸ longleftrightarrow ⟷ Longleftrightarrow ⟺ mapsto ↦
    longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ nearrow ↗ searrow ↘ nwarrow ↖ swarrow ↙ rightleftharpoons ⇌
  `),
  ...pairs(`
    ldots … dots … dotsc … dotsb … dotsm … dotsi … dotso … cdots ⋯ vdots ⋮ ddots ⋱ langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉
    lfloor ⌊ rfloor ⌋ vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ lbrace { rbrace } backslash \\ angle ∠
    measuredangle ∡ sphericalangle ∢ square □ blacksquare ▪ lozenge ◊ diamond ♢ bigcirc ◯ bigtriangleup △
    bigtriangledown ▽ triangledown ▿ triangleleft ◃ triangleright ▹ blacktriangle ▴ flat ♭ natural ♮ sharp ♯ textdegree °
    textdollar $ texteuro € textsterling £ textpm ± texttimes × textdiv ÷ textmu µ textonehalf ½ textbackslash \\ ss ß
    ae æ AE Æ oe œ OE Œ o ø O Ø aa å AA Å l ł L Ł i ı j ȷ { { } } & & $ $ % % # # _ _
  `),
  ...names(
    'cos sin tan arccos arcsin arctan cosh sinh tanh arccosh arcsinh arctanh ln log exp max min sup inf lim',
  ),
  ['limsup', 'lim sup'],
  ['liminf', 'lim inf'],
  [',', ' '],
  [';', ' '],
  [':', ' '],
  [' ', ' '],
  ['-', '\u00ad'],
  ['quad', '  '],
  ['qquad', '    '],
]);

/** Macros that put a mark on each letter of their argument: the combining character. */
export const accents: ReadonlyMap<string, string> = new Map([
  ['vec', '\u20d7'],
  ['hat', '\u0302'],
  ['bar', '\u0305'],
  ['dot', '\u0307'],
  ['ddot', '\u0308'],
  ['tilde', '\u0303'],
  ['check', '\u030c'],
  ['breve', '\u0306'],
  ['acute', '\u0301'],
  ['grave', '\u0300'],
  ['not', '\u0338'],
  ["'", '\u0301'],
  ['`', '\u0300'],
  ['"', '\u0308'],
  ['^', '\u0302'],
  ['~', '\u0303'],
  ['c', '\u0327'],
]);

function pairs(table: string): (readonly [string, string])[] {
  const cells = table.trim().split(/\s+/);
  return cells.flatMap((name, at) => (at % 2 === 0 ? [[name, cells[at + 1]!] as const] : []));
}

function names(list: string): (readonly [string, string])[] {
  return list.split(' ').map((name) => [name, name] as const);
}
