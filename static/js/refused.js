// Whoever sent something that was refused lands where it says why.
document.getElementById("refused")?.focus();
